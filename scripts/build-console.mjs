// Builds the console when its sources, or those of the packages in it, have changed since the last build.
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { onceFor, pinnedEnv, pinnedNode, root, step } from "./prepare.mjs"

const sources = [
  "apps/console",
  "packages/domain/src",
  "packages/env-file/src",
  "packages/protocol/src",
  "package-lock.json",
]
const ignored = new Set([".next", "node_modules", "next-env.d.ts", "tsconfig.tsbuildinfo"])

/** Leaves the build in apps/console/.next. Nothing is done, and in some 50 ms, if it is there already. */
export async function buildConsole() {
  const build = {
    name: "console",
    title: "Building the console (once for each version)",
    digest: digestOfTrees(),
    isThere: () => existsSync(join(root, "apps/console/.next/BUILD_ID")),
  }
  const env = pinnedEnv({ NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" })
  await onceFor(build, (title) =>
    step(title, [pinnedNode, "node_modules/next/dist/bin/next", "build", "apps/console"], { env }),
  )
}

function digestOfTrees() {
  const hash = createHash("sha256")
  for (const source of sources) addTo(hash, source)
  return hash.digest("hex")
}

function addTo(hash, path) {
  const full = join(root, path)
  if (path.endsWith(".json") && path.indexOf("/") === -1) {
    hash.update(readFileSync(full))
    return
  }
  const entries = readdirSync(full, { withFileTypes: true }).filter(
    (entry) => !ignored.has(entry.name) && !entry.name.endsWith(".test.ts"),
  )
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`
    if (entry.isDirectory()) addTo(hash, child)
    else hash.update(child).update(readFileSync(join(root, child)))
  }
}
