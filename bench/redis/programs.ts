import { aptInstall } from "../../e2e/hosts/apt-install.ts"
import { findProgram } from "../../e2e/hosts/find-program.ts"

export type RedisPrograms = { server: string; cli: string; benchmark: string }

/**
 * Redis's own programs; on Debian and Ubuntu they are installed when they are missing. Debian's redis-tools has the server
 * as well, under the name of its file checker, and starts no service.
 * @throws Error that says what is missing
 */
export async function findRedisPrograms(progress: (line: string) => void): Promise<RedisPrograms> {
  const found = find()
  if (found) return found
  if (process.getuid?.() !== 0 || findProgram("apt-get") === undefined)
    throw new Error("This bench needs redis-server, redis-cli and redis-benchmark on the PATH; they are not there.")
  progress("installing redis-tools: Redis to be measured, its benchmark and its command line")
  await aptInstall(["redis-tools"])
  const installed = find()
  if (!installed)
    throw new Error("redis-tools was installed, and brought no redis-server, redis-cli and redis-benchmark.")
  return installed
}

function find(): RedisPrograms | undefined {
  const server = findProgram("redis-server") ?? findProgram("redis-check-rdb")
  const [cli, benchmark] = [findProgram("redis-cli"), findProgram("redis-benchmark")]
  return server && cli && benchmark ? { server, cli, benchmark } : undefined
}
