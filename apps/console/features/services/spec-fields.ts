// Which fields each kind of check and assertion has. The editor draws itself from these tables; the schemas judge what is typed.

export type SpecField = {
  name: string
  label: string
  input: "unit" | "text" | "key" | "number" | "seconds" | "list"
  placeholder?: string
  isWide?: boolean
}

export type SpecKind = { label: string; fields: SpecField[]; initial: Record<string, string | number | string[]> }

const within: SpecField = { name: "withinMs", label: "Within, s", input: "seconds" }
const during: SpecField = { name: "forMs", label: "For, s", input: "seconds" }
const unit: SpecField = { name: "unit", label: "Unit", input: "unit" }
const pattern: SpecField = { name: "pattern", label: "Text or pattern", input: "text", isWide: true }
const key: SpecField = { name: "key", label: "Key", input: "key", placeholder: "REDIS_URL" }

export const CHECK_KINDS: Record<string, SpecKind> = {
  "unit-active": { label: "Unit stays active", fields: [unit, during], initial: { unit: "", forMs: 10_000 } },
  http: {
    label: "HTTP answers",
    fields: [
      { name: "url", label: "Address", input: "text", placeholder: "http://127.0.0.1:3001/api/health/", isWide: true },
      { name: "status", label: "Status", input: "number" },
      within,
    ],
    initial: { url: "", status: 200, timeoutMs: 5_000, withinMs: 20_000 },
  },
  "journal-shows": {
    label: "Journal shows",
    fields: [unit, pattern, within],
    initial: { unit: "", pattern: "", withinMs: 20_000 },
  },
  "journal-lacks": {
    label: "Journal lacks",
    fields: [unit, pattern, during],
    initial: { unit: "", pattern: "", forMs: 10_000 },
  },
  "redis-ping": {
    label: "Redis answers PING",
    fields: [
      { name: "urlKey", label: "Key of its URL", input: "key", placeholder: "REDIS_URL" },
      { name: "hostKey", label: "or: key of its host", input: "key", placeholder: "REDIS_HOST" },
      { name: "portKey", label: "key of its port", input: "key", placeholder: "REDIS_PORT" },
      { name: "passwordKey", label: "key of its password", input: "key", placeholder: "REDIS_PASSWORD" },
      within,
    ],
    initial: { urlKey: "", hostKey: "", portKey: "", passwordKey: "", withinMs: 10_000 },
  },
  tcp: {
    label: "Port answers",
    fields: [
      { name: "host", label: "Host", input: "text", placeholder: "127.0.0.1" },
      { name: "port", label: "Port", input: "number" },
      within,
    ],
    initial: { host: "127.0.0.1", port: 80, withinMs: 20_000 },
  },
  "file-age": {
    label: "File is fresh",
    fields: [
      { name: "path", label: "File", input: "text", placeholder: "/opt/app/cookies.txt", isWide: true },
      { name: "ageMaxMs", label: "At most, s", input: "seconds" },
    ],
    initial: { path: "", ageMaxMs: 86_400_000 },
  },
  "env-assertions": { label: "Assertions hold on disk", fields: [], initial: {} },
}

export const ASSERTION_KINDS: Record<string, SpecKind> = {
  required: { label: "is set", fields: [key], initial: { key: "" } },
  "not-empty": { label: "is not empty", fields: [key], initial: { key: "" } },
  absent: { label: "is not set", fields: [key], initial: { key: "" } },
  "host-is-local": { label: "points at this server", fields: [key], initial: { key: "" } },
  "host-is": {
    label: "points at one of these hosts",
    fields: [key, { name: "hosts", label: "Hosts", input: "list", isWide: true }],
    initial: { key: "", hosts: [] },
  },
  "one-of": {
    label: "is one of these values",
    fields: [key, { name: "values", label: "Values", input: "list", isWide: true }],
    initial: { key: "", values: [] },
  },
  pattern: {
    label: "matches a pattern",
    fields: [key, { name: "pattern", label: "Pattern", input: "text", placeholder: "^https://" }],
    initial: { key: "", pattern: "" },
  },
  port: { label: "is a port", fields: [key], initial: { key: "" } },
  "differs-between-servers": { label: "differs between servers", fields: [key], initial: { key: "" } },
}
