import assert from "node:assert/strict"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { createTestDatabase } from "@signalbox/prisma/testing"
import { pino } from "pino"
import { readConfig } from "../config.ts"
import { type ControlPlane, startControlPlane } from "../control-plane.ts"

test("with no server enrolled, this machine becomes one, with an env file of its own to change", {
  timeout: 60_000,
}, async (t) => {
  const { url: databaseUrl, db, close } = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), "signalbox-playground-"))
  const start = () =>
    startControlPlane({
      config: readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: "0" }),
      log: pino({ level: "silent" }),
      progress: () => {},
      withConsole: false,
      withPlayground: true,
    })
  let controlPlane: ControlPlane | undefined = await start()
  t.after(async () => {
    await controlPlane?.close()
    await close()
    await rm(dataDir, { recursive: true })
  })

  const standing = await until(
    async () => db.serviceOnServer.findFirst({ include: { server: true, service: true, appliedVersion: true } }),
    (row) => row?.appliedVersion?.number === 1,
  )
  assert.equal(standing?.server.name, "playground")
  assert.equal(standing?.service.name, "greeter")
  assert.match(await readFile(standing?.service.envPath ?? "", "utf8"), /^WORKERS=2$/m)
  const server = await until(
    () => db.server.findFirst({ where: { name: "playground" } }),
    (row) => JSON.stringify(row?.units).includes('"activeState":"active"'),
  )
  assert.equal(server?.sessionReplica !== null, true)

  // A second start finds what is there, and enrols nobody anew.
  await controlPlane.close()
  assert.equal((await db.server.findFirst({ where: { name: "playground" } }))?.sessionReplica, null)
  controlPlane = await start()
  await until(
    () => db.server.findFirst({ where: { name: "playground" } }),
    (row) => row?.sessionReplica !== null,
  )
  assert.equal(await db.server.count(), 1)
  assert.equal(await db.service.count(), 1)
})

async function until<T>(look: () => Promise<T>, isIt: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look()
    if (isIt(seen)) return seen
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
