// Makes everything that a start would make, ahead of it: for the image, whose programs may not write.
import { buildConsole } from "./build-console.mjs"
import { pinnedNode, prepare, step } from "./prepare.mjs"

await prepare()
await step("Completing the built-in database", [
  pinnedNode,
  "--input-type=module",
  "-e",
  'const { findPostgresPrograms } = await import("@signalbox/prisma/postgres-programs"); await findPostgresPrograms()',
])
await buildConsole()
// The image is without the bundler.
await step("Bundling the agent", [pinnedNode, "agent/build.mjs"])
