// Brings a database to the schema of this program, or says in one sentence why it must not.
import { Client } from "pg"
import { readMigrationList } from "./migration-list.ts"
import { noFilters, openSchemaEngine } from "./schema-engine.ts"
import { StartRefusal } from "./start-refusal.ts"

/**
 * Any number that nobody else uses in the same database; the same for every version of the program. Prisma's engine has a lock of its
 * own, but gives up after 10 s, which a long migration on another replica outlasts.
 */
export const migrationLock = 7_216_554_301
const oldestServer = 140_000

export type MigrateOptions = { migrationsDir?: string }

/**
 * Applies what is missing, one starter at a time: of several that start together, the others wait and find nothing to do.
 * @returns the names of the migrations applied by this call
 * @throws StartRefusal when the database cannot be reached, is too old a PostgreSQL, or is newer than this program
 */
export async function migrateDatabase(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const list = await readMigrationList(options.migrationsDir)
  const client = await connect(url)
  try {
    await refuseOldServer(client)
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock])
    await refuseNewerDatabase(
      client,
      list.migrationDirectories.map((dir) => dir.path),
    )
    const { engine, close } = await openSchemaEngine(url)
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters: noFilters })
      return appliedMigrationNames
    } finally {
      await close()
    }
  } finally {
    // Ending the connection gives the lock back, whatever happened before.
    await client.end()
  }
}

async function connect(url: string): Promise<Client> {
  try {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    client.on("error", () => {})
    await client.connect()
    return client
  } catch (error) {
    throw new StartRefusal(`The database cannot be reached: ${connectReason(error)}. Check DATABASE_URL.`)
  }
}

/** Says why without the URL, which holds a password. */
function connectReason(error: unknown): string {
  const code = (error as { code?: string }).code
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens at that address"
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its host name is not known"
    case "ERR_INVALID_URL":
      return "the address is not a URL such as postgresql://user:password@host:5432/database"
    case "28P01":
    case "28000":
      return "it refuses this user or password"
    case "3D000":
      return "there is no database of that name"
    default:
      return code ?? "no answer within 10 seconds"
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
    "SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version",
  )
  const row = rows[0]
  if (row && Number(row.server_version_num) < oldestServer) {
    throw new StartRefusal(`The database server is PostgreSQL ${row.server_version}, and Signalbox needs 14 or later.`)
  }
}

async function refuseNewerDatabase(client: Client, known: string[]): Promise<void> {
  const table = await client.query<{ found: string | null }>("SELECT to_regclass('_prisma_migrations')::text AS found")
  if (!table.rows[0]?.found) return
  const { rows } = await client.query<{ migration_name: string; finished: boolean }>(
    "SELECT migration_name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at",
  )
  const unknown = rows.filter((row) => !known.includes(row.migration_name)).map((row) => row.migration_name)
  if (unknown.length > 0) {
    throw new StartRefusal(
      `The database is newer than this program: it has the migration ${unknown.join(", ")}, which only a later version of Signalbox knows. Start that version, or restore an earlier backup.`,
    )
  }
  const broken = rows.find((row) => !row.finished)
  if (broken) {
    throw new StartRefusal(
      `The migration ${broken.migration_name} of the database was broken off halfway. Restore the backup made before it.`,
    )
  }
}
