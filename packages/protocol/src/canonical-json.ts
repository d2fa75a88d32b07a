/**
 * JSON with sorted keys and no blanks: equal values give equal text, whatever order their keys were put in or a database gave them
 * back. Hashes and signatures are made over this. Properties that are undefined are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot hold: NaN, Infinity, bigint, functions
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value)
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(",")}]`
  if (typeof value === "object") return objectJson(value)
  throw new TypeError(`JSON cannot hold this ${typeof value}.`)
}

function objectJson(value: object): string {
  const plain: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value
  if (plain === null || typeof plain !== "object" || Array.isArray(plain)) return canonicalJson(plain)
  const members = Object.entries(plain)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(",")}}`
}
