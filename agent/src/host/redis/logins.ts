// The passwords with which we reach a Redis that we configured: the policy says them, and to change them the old one is
// needed, also by a guardian that knows nothing else. They stand in a file of our own, readable by us alone.
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { FileSystem } from "../file-system.ts"
import { readPrivateFile, writePrivateFile } from "../files/env-files.ts"

/** `username` is "" for the default user; both are "" where no password is wanted. */
export type Login = { username: string; password: string }

const KEPT_MAX = 6

/** The ways to log in under this policy, the one that lasts first. */
export function loginsOf({ user, password, retiringPassword }: RedisPolicy): Login[] {
  const words = [password, retiringPassword].filter((word) => word !== null)
  return words.length === 0
    ? [{ username: "", password: "" }]
    : words.map((word) => ({ username: user ?? "", password: word }))
}

/** The newest first; at the end, always, the one without a password. */
export function readLogins(fs: FileSystem, stateDir: string, unit: string): Login[] {
  const text = readPrivateFile(fs, pathOf(stateDir, unit))?.toString("utf8")
  const kept = text === undefined ? [] : (JSON.parse(text) as Login[])
  return unique([...kept, { username: "", password: "" }])
}

export function writeLogins(fs: FileSystem, at: { stateDir: string; unit: string }, logins: readonly Login[]): void {
  fs.mkdirSync(`${at.stateDir}/redis`, { recursive: true, mode: 0o700 })
  const kept = unique(logins).slice(0, KEPT_MAX)
  writePrivateFile(fs, pathOf(at.stateDir, at.unit), Buffer.from(JSON.stringify(kept), "utf8"))
}

const pathOf = (stateDir: string, unit: string) => `${stateDir}/redis/${unit}.json`

function unique(logins: readonly Login[]): Login[] {
  return [...new Map(logins.map((login) => [JSON.stringify([login.username, login.password]), login])).values()]
}
