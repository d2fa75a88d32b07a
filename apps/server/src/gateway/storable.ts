/**
 * The same value with every string as PostgreSQL can keep it: no NUL, no half of a surrogate pair. An agent that reports such a
 * string, say from the log of a program, must not be told to come again for ever.
 */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd")
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [storable(key), storable(field)]))
}
