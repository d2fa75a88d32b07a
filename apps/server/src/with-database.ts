import { type Db, openDatabase } from "@signalbox/prisma/client"
import { findRunningPostgres } from "@signalbox/prisma/embedded"
import type { Config } from "./config.ts"
import { openDataFolder } from "./data-folder.ts"
import { openConfiguredDatabase } from "./database.ts"

/**
 * Works on the configured database beside the control plane that may be running; a built-in one that nobody runs is started for
 * the time of the work.
 */
export async function withDatabase(config: Config, work: (db: Db) => Promise<void>): Promise<void> {
  await openDataFolder(config.dataDir)
  const runningUrl = config.databaseUrl === undefined ? await findRunningPostgres(config.dataDir) : undefined
  const { db, close } = runningUrl ? openDatabase(runningUrl) : await openConfiguredDatabase(config, () => {})
  try {
    await work(db)
  } finally {
    await close()
  }
}
