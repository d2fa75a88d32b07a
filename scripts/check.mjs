// Every check that reads the code without running it, at the same time; prints only what is wrong.
import { existsSync } from "node:fs"
import { join } from "node:path"
import { pinnedEnv, pinnedNode, prepare, root, run } from "./prepare.mjs"

await prepare()

const bin = (name) => join(root, "node_modules", ".bin", name)
const checks = [
  ["format and lint", bin("biome"), ["check", "--max-diagnostics=200", "."]],
  ["types", bin("tsc"), ["-p", "tsconfig.json"]],
  ["types of the console", bin("tsc"), ["-p", "apps/console/tsconfig.json"]],
  ["directions between rooms", pinnedNode, ["scripts/check-directions.mjs"]],
  ["unused code and packages", bin("knip"), []],
  ["protocol table", pinnedNode, ["scripts/protocol-docs.ts", "--check"]],
  ["lockfile and words", pinnedNode, ["scripts/check-words.mjs"]],
].filter(([, , args]) => !args[0]?.startsWith("scripts/") || existsSync(join(root, args[0])))

const started = Date.now()
const results = await Promise.all(
  checks.map(async ([name, file, args]) => {
    const begun = Date.now()
    const result = await run(file, args, { env: pinnedEnv({ FORCE_COLOR: "0" }) })
    return { name, ...result, ms: Date.now() - begun }
  }),
)
for (const { name, code, output, ms } of results) {
  process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name} (${(ms / 1000).toFixed(1)} s)\n`)
  if (code !== 0) process.stdout.write(`${output}\n`)
}
process.stdout.write(`checks took ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
process.exit(results.some((result) => result.code !== 0) ? 1 : 0)
