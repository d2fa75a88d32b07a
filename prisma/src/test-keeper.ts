// Runs the PostgreSQL of the tests until the last test process has gone. Started by testing.ts, never by hand.
import { randomBytes } from "node:crypto"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Cluster, clusterUrl, initialiseCluster, startCluster, stopCluster } from "./postgres-process.ts"
import { findPostgresPrograms } from "./postgres-programs.ts"
import { findPostgresUser } from "./postgres-user.ts"
import { keeperAddress } from "./test-keeper-address.ts"

/** How long it stays without a client: the next test file of a run may be about to start. */
const lingerMs = 2_000
const flags = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400", "autovacuum=off"]

const sockets = new Set<Socket>()
const ready = Promise.withResolvers<string>()
let lingering: NodeJS.Timeout | undefined
let finish: () => void = () => {}
const finished = new Promise<void>((resolve) => {
  finish = resolve
})

const server = createServer((socket) => {
  clearTimeout(lingering)
  sockets.add(socket)
  socket.on("error", () => {})
  socket.resume()
  socket.once("close", () => {
    sockets.delete(socket)
    if (sockets.size === 0) lingering = setTimeout(finish, lingerMs)
  })
  ready.promise.then(
    (url) => socket.write(`${url}\n`),
    () => socket.destroy(),
  )
})
server.once("error", () => process.exit(0))
server.listen(keeperAddress, () => void keep())

async function keep(): Promise<void> {
  process.stdout.on("error", () => {})
  process.stdout.write("listening\n")
  lingering = setTimeout(finish, 10 * lingerMs)
  process.once("SIGTERM", finish)
  process.once("SIGINT", finish)
  const dir = await mkdtemp(join(tmpdir(), "signalbox-test-postgres-"))
  await chmod(dir, 0o711)
  const password = randomBytes(16).toString("base64url")
  try {
    const [programs, user] = await Promise.all([findPostgresPrograms(), findPostgresUser()])
    const cluster: Cluster = {
      programs,
      user,
      password,
      clusterDir: join(dir, "cluster"),
      socketDir: join(dir, "socket"),
    }
    await initialiseCluster(cluster)
    const child = await startCluster(
      cluster,
      flags.flatMap((flag) => ["-c", flag]),
    )
    child.once("exit", finish)
    ready.resolve(clusterUrl(cluster, "postgres"))
    await finished
    server.close()
    for (const socket of sockets) socket.destroy()
    await stopCluster(child)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
  process.exit(0)
}
