// PostgreSQL refuses to run as root. Started by root, it runs as a system user, who then must be able to reach its files.
import { execFile } from "node:child_process"
import { stat } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
import { StartRefusal } from "./start-refusal.ts"

const run = promisify(execFile)

/** Undefined means: run as whoever runs us. */
export type PostgresUser = { uid: number; gid: number } | undefined

/** Finds the system user `postgres`, and makes it when root starts Signalbox on a machine without one. */
export async function findPostgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return undefined
  return (await lookUp("postgres")) ?? (await create("postgres"))
}

async function lookUp(name: string): Promise<PostgresUser> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function create(name: string): Promise<PostgresUser> {
  try {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name])
  } catch {
    throw new StartRefusal(
      `The built-in database does not run as root, and the system user "${name}" could not be made; start Signalbox as another user, or set DATABASE_URL.`,
    )
  }
  return lookUp(name)
}

/** Whether the user may pass through the folder and every folder above it. */
export async function canReach(user: PostgresUser, dir: string): Promise<boolean> {
  if (!user) return true
  for (let at = dir; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at)
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & needed) === 0) return false
    if (at === dirname(at)) return true
  }
}
