// The database that Signalbox brings along, for who sets no DATABASE_URL. Its files are in the data folder; it answers on a Unix
// socket there, so it has no port that could be taken or reached from elsewhere.
import { createHash, randomBytes } from "node:crypto"
import { cp, link, lstat, mkdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { clearStaleLock, stopServerIn } from "./orphan.ts"
import { type Cluster, clusterUrl, initialiseCluster, startCluster, stopCluster } from "./postgres-process.ts"
import { findPostgresPrograms, type PostgresPrograms, programsIn } from "./postgres-programs.ts"
import { canReach, findPostgresUser, type PostgresUser } from "./postgres-user.ts"
import { StartRefusal } from "./start-refusal.ts"

const database = "signalbox"
/** Held by the process that the database belongs to, as long as it lives. */
const ownerLock = 7_216_554_302
/** A Unix socket's path has at most 107 characters, of which its name takes 14. */
const socketDirMax = 90

export type EmbeddedPostgres = { url: string; stop(): Promise<void> }

/**
 * Starts the database in the data folder, and makes it on the first start. A database left running by a process that was killed
 * is stopped and started again; nothing in it is lost.
 * @param dataDir an existing folder
 * @param progress told what takes long, in words for the terminal
 * @throws StartRefusal, also when another Signalbox runs with this data folder
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  progress: (step: string) => void,
): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(dataDir, progress)
  if (!(await exists(join(cluster.clusterDir, "PG_VERSION")))) {
    progress("Making the built-in database …")
    await initialiseCluster(cluster)
  }
  await makeWay(cluster)
  progress("Starting the built-in database …")
  const child = await startCluster(cluster)
  const owner = await becomeOwner(cluster)
  child.once("exit", () => owner.end().catch(() => {}))
  return {
    url: clusterUrl(cluster, database),
    async stop() {
      await owner.end().catch(() => {})
      await stopCluster(child)
    },
  }
}

/** The address of the built-in database while another process runs it; undefined when none does. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const place = join(await realpath(dataDir), "postgres")
  if (!(await exists(join(place, "password")))) return undefined
  const cluster = { socketDir: await socketDirFor(place), password: await readFile(join(place, "password"), "utf8") }
  const client = await tryConnect(cluster)
  await client?.end()
  return client && clusterUrl(cluster, database)
}

async function openCluster(dataDir: string, progress: (step: string) => void): Promise<Cluster> {
  const user = await findPostgresUser()
  const place = await preparePlace(await realpath(dataDir), user, progress)
  const programs = await reachablePrograms(place, user, progress)
  const password = await readOrMakePassword(join(place, "password"))
  return { programs, user, clusterDir: join(place, "cluster"), socketDir: await socketDirFor(place), password }
}

/** Under root, a data folder in a closed home is out of the database user's reach: its files then live in /var/lib, behind a link. */
async function preparePlace(dataDir: string, user: PostgresUser, progress: (step: string) => void): Promise<string> {
  const place = join(dataDir, "postgres")
  if (!(await exists(place))) {
    if (await canReach(user, dataDir)) {
      await mkdir(place, { mode: 0o711 })
    } else {
      const away = `/var/lib/signalbox/postgres-${shortHash(dataDir)}`
      progress(`${dataDir} is closed to the database's system user, so the database lives in ${away}`)
      await mkdir(away, { recursive: true, mode: 0o711 })
      await symlink(away, place)
    }
  }
  const real = await realpath(place)
  if (user && (await stat(real)).uid === 0) {
    // The cluster is moved into place by us, so the folder stays ours; the user only passes through.
    if (!(await canReach(user, real)))
      throw new StartRefusal(`${real} is closed to the system user that runs the database.`)
  }
  return real
}

async function reachablePrograms(
  place: string,
  user: PostgresUser,
  progress: (step: string) => void,
): Promise<PostgresPrograms> {
  const programs = await findPostgresPrograms()
  if (await canReach(user, programs.nativeDir)) return programs
  const version = shortHash(programs.nativeDir + (await stat(programs.postgres)).mtimeMs)
  const copy = join(place, `programs-${version}`)
  if (!(await exists(join(copy, "complete")))) {
    progress("Copying the database's programs to where its system user can run them …")
    await cp(programs.nativeDir, copy, { recursive: true, verbatimSymlinks: true })
    await writeFile(join(copy, "complete"), "")
  }
  return programsIn(copy)
}

async function readOrMakePassword(path: string): Promise<string> {
  const draft = `${path}.${process.pid}`
  try {
    await writeFile(draft, randomBytes(32).toString("base64url"), { mode: 0o600 })
    // A link appears with its whole content, and only if nobody else made one.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error
    })
    await rm(draft)
    return await readFile(path, "utf8")
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new StartRefusal(
      `The database's password file ${path} cannot be used (${code}); start Signalbox as its owner.`,
    )
  }
}

async function socketDirFor(place: string): Promise<string> {
  const inside = join(place, "socket")
  return inside.length <= socketDirMax ? inside : join(tmpdir(), `signalbox-${shortHash(place)}`)
}

/** Makes way for a new server; refuses when the old one belongs to a Signalbox that still lives. */
async function makeWay(cluster: Cluster): Promise<void> {
  const client = await tryConnect(cluster)
  if (!client) return clearStaleLock(cluster)
  const { rows } = await client.query<{ free: boolean }>("SELECT pg_try_advisory_lock($1) AS free", [ownerLock])
  await client.end().catch(() => {})
  if (!rows[0]?.free) throw new StartRefusal("Another Signalbox is running with this data folder; stop it first.")
  await stopServerIn(cluster.clusterDir)
}

async function becomeOwner(cluster: Cluster): Promise<Client> {
  const client = await tryConnect(cluster)
  if (!client) throw new StartRefusal("The built-in database started but does not answer.")
  await client.query("SELECT pg_advisory_lock($1)", [ownerLock])
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`)
  return client
}

async function tryConnect(cluster: Pick<Cluster, "socketDir" | "password">): Promise<Client | undefined> {
  const client = new Client({ connectionString: clusterUrl(cluster, "postgres"), connectionTimeoutMillis: 5_000 })
  client.on("error", () => {})
  try {
    await client.connect()
    return client
  } catch {
    return undefined
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12)
}
