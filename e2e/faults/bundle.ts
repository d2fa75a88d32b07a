// Programs in one file each. A bundle starts in half the time of the sources, which is most of what a kill costs, and runs on a
// server that has none of our packages.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const repository = fileURLToPath(new URL("../../", import.meta.url))
const bundles = new Map<string, Promise<string>>()
let folder: string | undefined

/** Path of the program as one `.mjs` file, made at the first call of this process and gone with it. `source`: from the repository's root. */
export function bundleOf(source: string): Promise<string> {
  const known = bundles.get(source) ?? bundle(source)
  bundles.set(source, known)
  return known
}

async function bundle(source: string): Promise<string> {
  const outfile = join(bundleFolder(), `${bundles.size}.mjs`)
  await build({
    entryPoints: [join(repository, source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
    // Some packages still call require; an ES module has none of its own.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    external: ["pg-native"],
  })
  return outfile
}

function bundleFolder(): string {
  if (folder !== undefined) return folder
  const made = mkdtempSync(join(tmpdir(), "signalbox-programs-"))
  process.once("exit", () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}
