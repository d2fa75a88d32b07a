// The migrations that this program knows, read from prisma/migrations.
import { readdir, readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { MigrationList } from "@prisma/schema-engine-wasm"

const migrationsDir = fileURLToPath(new URL("../migrations", import.meta.url))

/** Every migration on disk, in the order in which they apply. */
export async function readMigrationList(dir: string = migrationsDir): Promise<MigrationList> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(`${dir}/${name}/migration.sql`, "utf8") },
      },
    })),
  )
  return {
    baseDir: dir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories,
  }
}
