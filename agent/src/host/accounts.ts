import { readFileSync } from "node:fs"
import { run } from "./run.ts"

/** Names of users and groups, and their numbers, as this machine has them. */
export type Accounts = {
  uid(name: string): Promise<number | undefined>
  gid(name: string): Promise<number | undefined>
  userName(uid: number): Promise<string>
  groupName(gid: number): Promise<string>
}

/** Reads /etc/passwd and /etc/group; asks getent for accounts that live in a directory service. */
export const systemAccounts: Accounts = {
  uid: (name) => numberOf("passwd", name),
  gid: (name) => numberOf("group", name),
  userName: (uid) => nameOf("passwd", uid),
  groupName: (gid) => nameOf("group", gid),
}

type Database = "passwd" | "group"

async function numberOf(database: Database, name: string): Promise<number | undefined> {
  const row = localRows(database).find((fields) => fields[0] === name) ?? (await askDirectory(database, name))
  // A name that getent takes for a number must not pass for that account.
  return row && row[0] === name ? Number(row[2]) : undefined
}

async function nameOf(database: Database, id: number): Promise<string> {
  const row = localRows(database).find((fields) => fields[2] === String(id)) ?? (await askDirectory(database, `${id}`))
  return (row?.[0] ?? `${id}`).slice(0, 32)
}

function localRows(database: Database): string[][] {
  const text = readFileSync(`/etc/${database}`, "utf8")
  return text.split("\n").map((line) => line.split(":"))
}

async function askDirectory(database: Database, key: string): Promise<string[] | undefined> {
  const answer = await run("getent", ["--", database, key], { timeoutMs: 3_000 })
  return answer.code === 0 ? answer.stdout.split("\n")[0]?.split(":") : undefined
}
