/**
 * The same value with every string as PostgreSQL can keep it: no NUL, no half of a surrogate pair. What comes from outside must not be
 * told to come again for ever, say a line from the log of a program, and what is hashed must be what is stored.
 */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd")
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [nameOf(key), storable(field)]))
}

/** A field of this name is lost on the way into the database. */
function nameOf(key: string): unknown {
  return key === "__proto__" ? "(__proto__)" : storable(key)
}
