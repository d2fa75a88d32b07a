import { ServerName } from "./schema.ts"

const LENGTH_MAX = 63

/** A valid server name made of any host name: lower case, plain characters, `server` when nothing is left. */
export function serverNameFrom(hostname: string): string {
  const plain = hostname
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, LENGTH_MAX)
  return ServerName.safeParse(plain).success ? plain : "server"
}

/** The wanted name, or with -2, -3 and so on when it is taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`
    const name = wanted.slice(0, LENGTH_MAX - suffix.length) + suffix
    if (!taken.has(name)) return name
  }
}
