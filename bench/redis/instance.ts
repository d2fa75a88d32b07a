// A Redis for one measurement: on loopback, in a folder of its own, gone with the program that started it.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { openRedis, type RedisConnection, type RedisTarget } from "../../agent/src/host/redis/connection.ts"
import { readInfo } from "../../agent/src/host/redis/info.ts"
import { childEnvironment } from "../../e2e/hosts/config.ts"

const LOOPBACK = "127.0.0.1"
/** Filling takes its time. */
const TIMEOUT_MS = 120_000

export type RedisInstance = {
  port: number
  version: string
  /** The bench's own connection, for what is asked between measurements. */
  redis: RedisConnection
  stop(): Promise<void>
}

export function targetAt(port: number): RedisTarget {
  return { host: LOOPBACK, port, username: "", password: "", isTls: false, db: 0 }
}

/** @throws Error when it does not start */
export async function startInstance(server: string): Promise<RedisInstance> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"))
  const named = join(folder, "redis-server")
  symlinkSync(server, named)
  const port = await freePort()
  const settings = ["--bind", LOOPBACK, "--port", `${port}`, "--dir", folder, "--save", "", "--appendonly", "no"]
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", named, ...settings], {
    env: childEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  })
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once("exit", remove)
  await isReady(child)
  const redis = await openRedis(targetAt(port), TIMEOUT_MS)
  // By their name our commands are told from the bench's own.
  await redis.ask("CLIENT", "SETNAME", "bench")
  const version = (await readInfo(redis, "server")).get("redis_version") ?? ""
  return {
    port,
    version,
    redis,
    stop: async () => {
      redis.close()
      const closed = once(child, "close")
      child.kill("SIGKILL")
      await closed
      process.off("exit", remove)
      remove()
    },
  }
}

async function isReady(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error("redis-server was started without its output")
  const lines = createInterface(child.stdout)
  for await (const line of lines) if (line.includes("Ready to accept connections")) break
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode} before it was ready`)
  child.stdout.resume()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK)
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no free port was given")
  return address.port
}
