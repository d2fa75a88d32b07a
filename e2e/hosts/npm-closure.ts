// The test servers have no network, so npm packages reach them as copies of ours, each with the dependencies it resolves to.

import { existsSync } from "node:fs"
import { cp, readFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

export interface InstalledPackage {
  /** Below node_modules, such as `bull` or `bull/node_modules/ioredis`. */
  readonly path: string
  readonly version: string
}

const repositoryFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const modulesFolder = join(repositoryFolder, "node_modules")

/** The packages that the named ones need at run time, themselves included, as they are installed here, sorted by path. */
export async function npmClosure(names: readonly string[]): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>()
  const waiting = names.map((name) => ({ name, from: repositoryFolder }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const folder = resolvePackage(next.name, next.from)
    const path = relative(modulesFolder, folder)
    if (found.has(path)) continue
    const { version, dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      version: string
      dependencies?: Record<string, string>
    }
    found.set(path, { path, version })
    for (const name of Object.keys(dependencies ?? {})) waiting.push({ name, from: folder })
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Copies them so that the same resolution holds below the target's node_modules. */
export async function copyNpmClosure(packages: readonly InstalledPackage[], targetModules: string): Promise<void> {
  for (const { path } of packages) {
    const from = join(modulesFolder, path)
    const nested = join(from, "node_modules")
    await cp(from, join(targetModules, path), { recursive: true, filter: (source) => !source.startsWith(nested) })
  }
}

function resolvePackage(name: string, from: string): string {
  for (let folder = from; folder.startsWith(repositoryFolder); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name)
    if (existsSync(join(candidate, "package.json"))) return candidate
  }
  throw new Error(`the npm package ${name}, wanted by ${from}, is not installed: run npm ci`)
}
