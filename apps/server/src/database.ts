import type { Db } from "@signalbox/prisma/client"
import { openDatabase } from "@signalbox/prisma/client"
import { startEmbeddedPostgres } from "@signalbox/prisma/embedded"
import { migrateDatabase } from "@signalbox/prisma/migrate"
import type { Config } from "./config.ts"

export type OpenDatabase = { db: Db; close(): Promise<void> }

/**
 * Opens the configured database, or the built-in one in the data folder, and brings it to this program's schema.
 * @param progress told what takes long
 * @throws StartRefusal
 */
export async function openConfiguredDatabase(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  progress: (step: string) => void,
): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) return openMigrated(config.databaseUrl, progress)
  const embedded = await startEmbeddedPostgres(config.dataDir, progress)
  try {
    const { db, close } = await openMigrated(embedded.url, progress)
    return {
      db,
      async close() {
        await close()
        await embedded.stop()
      },
    }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

async function openMigrated(url: string, progress: (step: string) => void): Promise<OpenDatabase> {
  const applied = await migrateDatabase(url)
  if (applied.length > 0) progress(`Brought the database up to date, with ${applied.join(", ")}.`)
  return openDatabase(url)
}
