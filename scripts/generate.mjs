// Generates the Prisma client from prisma/schema.prisma.
// `prisma generate` insists on its schema engine, a binary that npm does not bring, yet never runs it for this generator:
// any existing file does.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const result = spawnSync(
  process.execPath,
  ["node_modules/prisma/build/index.js", "generate", "--schema", "prisma/schema.prisma"],
  {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
)
if (result.status !== 0) {
  process.stderr.write(result.stdout)
  process.exit(1)
}
