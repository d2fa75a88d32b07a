// Makes the next migration from what changed in prisma/schema.prisma since the last one. Usage:
//   node prisma/src/make-migration.ts NAME
// Beside each migration.sql lies the schema that it leads to: the next difference is taken from there, without a database.
// What Prisma cannot say (guards, partial indexes) is then added by hand at the end of migration.sql.
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { readMigrationList } from "./migration-list.ts"
import { noFilters, openSchemaEngine } from "./schema-engine.ts"
import { createEmptyTestDatabase } from "./testing.ts"

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write("Say what the migration does: node prisma/src/make-migration.ts add_something\n")
  process.exit(1)
}

const prismaDir = fileURLToPath(new URL("..", import.meta.url))
const list = await readMigrationList()
const last = list.migrationDirectories.at(-1)?.path
const number = String(Number(last?.slice(0, 4) ?? 0) + 1).padStart(4, "0")
const schema = await readFile(`${prismaDir}schema.prisma`, "utf8")

const idle = await createEmptyTestDatabase()
const { engine, close } = await openSchemaEngine(idle.url, schema)
const { stdout } = await engine.diff({
  from: last ? await datamodel(`${prismaDir}migrations/${last}/schema.prisma`) : { tag: "empty" },
  to: await datamodel(`${prismaDir}schema.prisma`),
  script: true,
  exitCode: null,
  filters: noFilters,
})
await close()
await idle.close()

const dir = `${prismaDir}migrations/${number}_${name}`
await mkdir(dir, { recursive: true })
await writeFile(`${dir}/migration.sql`, stdout ?? "")
await writeFile(`${dir}/schema.prisma`, schema)
process.stdout.write(`${dir}/migration.sql\n`)

async function datamodel(path: string) {
  return { tag: "schemaDatamodel" as const, files: [{ path: "schema.prisma", content: await readFile(path, "utf8") }] }
}
