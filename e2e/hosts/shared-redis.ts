// The host of the shared Redis: reached with a password, by the servers only over the slow link.

import { randomBytes } from "node:crypto"
import { chown, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { namesOf } from "./claims.ts"
import { type Host, startHost } from "./host.ts"
import type { TestNetwork } from "./network.ts"
import { runChecked } from "./run-command.ts"
import { type SlowLink, startSlowLink } from "./slow-link.ts"
import { enableUnit } from "./workload-files.ts"

const redisPort = 6379
/** Takes the password from its first line of input. */
const authenticatedCli = 'read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli "$@"'

export interface SharedRedis {
  readonly host: Host
  /** As the servers reach it: the near end of the slow link. */
  readonly address: string
  readonly port: number
  /** Made anew for each run. */
  readonly password: string
  readonly link: SlowLink
  /** redis-cli on the Redis host itself, authenticated; the password is in no argument list. Returns its output. */
  cli(...args: string[]): Promise<string>
}

export interface SharedRedisOptions {
  readonly network: TestNetwork
  readonly name: string
  /** Of the slow link, each way. */
  readonly delayMs: number
  readonly progress?: (line: string) => void
}

/** Boots the host with Redis running, and the link to it. Both end with the network. */
export async function startSharedRedis(options: SharedRedisOptions): Promise<SharedRedis> {
  const { network, name, delayMs } = options
  const password = randomBytes(24).toString("base64url")
  const host = await startHost({
    network,
    name,
    prepare: (root) => configureRedis(root, password),
    ...(options.progress ? { progress: options.progress } : {}),
  })
  await showOwnAddresses(network, name)
  const link = await startSlowLink({
    listenAddress: network.linkAddress,
    listenPort: redisPort,
    targetAddress: host.address,
    targetPort: redisPort,
    delayMs,
    sourceFor: (client) => network.linkSourceFor(client),
  })
  network.beforeStop(link.stop)
  return {
    host,
    address: link.address,
    port: link.port,
    password,
    link,
    cli: (...args) => host.run("sh", ["-c", authenticatedCli, "redis-cli", ...args], { input: `${password}\n` }),
  }
}

async function configureRedis(root: string, password: string): Promise<void> {
  const text = `bind 0.0.0.0
protected-mode no
port ${redisPort}
requirepass ${password}
dir /var/lib/redis
maxmemory 512mb
maxmemory-policy noeviction
`
  const file = join(root, "etc/redis/redis.conf")
  await writeFile(file, text, { mode: 0o640 })
  const redisUser = /^redis:[^:]*:(\d+):(\d+):/m.exec(await readFile(join(root, "etc/passwd"), "utf8"))
  await chown(file, Number(redisUser?.[1]), Number(redisUser?.[2]))
  await enableUnit(root, "redis-server.service", "/lib/systemd/system")
}

/**
 * A proxy speaks from its own address, so the shared Redis would see one client instead of three servers. Inside the
 * Redis host the link's source addresses are therefore read as those of the servers they speak for.
 */
async function showOwnAddresses(network: TestNetwork, name: string): Promise<void> {
  const pairs = network.linkSources.map(({ source, host }) => `${source} : ${host}`).join(", ")
  const rules = `table ip signalbox {
  chain input {
    type nat hook input priority 100
    snat to ip saddr map { ${pairs} }
  }
}
`
  const namespace = namesOf.namespace(network.number, name)
  await runChecked("ip", ["netns", "exec", namespace, "nft", "-f", "-"], { input: rules })
}
