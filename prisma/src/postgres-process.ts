// Makes and runs one PostgreSQL cluster that only this machine reaches, by a Unix socket.
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import type { PostgresPrograms } from "./postgres-programs.ts"
import type { PostgresUser } from "./postgres-user.ts"
import { StartRefusal } from "./start-refusal.ts"

const run = promisify(execFile)
export const superuser = "signalbox"

export type Cluster = {
  programs: PostgresPrograms
  user: PostgresUser
  clusterDir: string
  socketDir: string
  password: string
}

/** Makes the cluster's folder in one step: a start that is killed halfway leaves a stray folder, never half a cluster. */
export async function initialiseCluster({ programs, user, clusterDir, password }: Cluster): Promise<void> {
  const making = await mkdtemp(`${clusterDir}.new-`)
  // The password goes through a file of our own: as an argument everyone on the machine could read it.
  const secretDir = await mkdtemp(join(tmpdir(), "signalbox-init-"))
  const passwordFile = join(secretDir, "password")
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    if (user) await Promise.all([making, secretDir, passwordFile].map((path) => chown(path, user.uid, user.gid)))
    const flags = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    await run(
      programs.initdb,
      [`--pgdata=${making}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, "--locale=C", ...flags],
      { ...user, env: childEnv, cwd: "/" },
    )
    await rename(making, clusterDir)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    // Somebody else made it in the meantime: theirs serves as well.
    if ((error as NodeJS.ErrnoException).code === "ENOTEMPTY") return
    const lines = (error as { stderr?: string }).stderr?.trim().split("\n") ?? []
    throw new StartRefusal(`The built-in database could not be made: ${lines.at(-1) ?? String(error)}`)
  } finally {
    await rm(secretDir, { recursive: true, force: true })
  }
}

/** Starts the server and waits until it answers. It has its own process group, so that Ctrl-C reaches only us and we stop it last. */
export async function startCluster(cluster: Cluster, flags: readonly string[] = []): Promise<ChildProcess> {
  const { programs, user, clusterDir, socketDir } = cluster
  await mkdir(socketDir, { recursive: true, mode: 0o700 })
  if (user) await chown(socketDir, user.uid, user.gid)
  const settings = [
    "-c",
    "listen_addresses=",
    "-c",
    `unix_socket_directories=${socketDir}`,
    "-c",
    "log_destination=stderr",
  ]
  const child = spawn(programs.postgres, ["-D", clusterDir, ...settings, ...flags], {
    ...user,
    env: childEnv,
    cwd: dirname(clusterDir),
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  })
  await waitUntilReady(child)
  return child
}

// The messages are looked at below, so they must come in English. The console's type check sees this file too, through the type of
// the API, and there Next.js makes NODE_ENV a required part of every environment.
const childEnv = {
  LC_ALL: "C",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
} as Record<string, string> as NodeJS.ProcessEnv

function waitUntilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = ""
    child.once("error", (error) =>
      reject(new StartRefusal(`The built-in database could not be started: ${error.message}`)),
    )
    child.once("exit", () => reject(new StartRefusal(`The built-in database did not start: ${lastFault(tail)}`)))
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-4_000)
      if (tail.includes("database system is ready to accept connections")) resolve()
    })
  })
}

function lastFault(log: string): string {
  if (log.includes('"postmaster.pid" already exists'))
    return "another Signalbox runs it already; stop that one, or set DATA_DIR."
  const fault = log.split("\n").findLast((line) => /FATAL|ERROR|PANIC|error while loading/.test(line))
  return (fault ?? log.trim().split("\n").at(-1) ?? "").replace(/^.*?(FATAL|ERROR|PANIC): +/, "")
}

/** Stops it in order ("fast": open transactions end, all is written) and waits until it is gone. */
export function stopCluster(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once("exit", () => resolve())
    child.kill("SIGINT")
  })
}

/** Address of a database in the cluster, for every PostgreSQL client. */
export function clusterUrl({ socketDir, password }: Pick<Cluster, "socketDir" | "password">, database: string): string {
  return `postgresql://${superuser}:${password}@localhost/${database}?host=${encodeURIComponent(socketDir)}`
}
