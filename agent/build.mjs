// Bundles the agent: one file each for the agent and its guardian, so that a server needs nothing but these and the runtime.
//   node agent/build.mjs [FOLDER]      default: agent/dist
import { readFile, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const here = fileURLToPath(new URL(".", import.meta.url))
const { version } = JSON.parse(await readFile(join(here, "package.json"), "utf8"))
const out = resolve(process.argv[2] ?? join(here, "dist"))

await build({
  entryPoints: { agent: join(here, "src/main.ts"), guardian: join(here, "src/guardian.ts") },
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node26",
  format: "esm",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "eof",
  logLevel: "warning",
  // Some packages still call require; an ES module has none of its own.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);',
  },
  // Optional native parts of ws, which do without.
  external: ["bufferutil", "utf-8-validate"],
})
await writeFile(join(out, "version"), version)
