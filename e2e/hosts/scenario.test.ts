import assert from "node:assert/strict"
import { statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, suite, test } from "node:test"
import type { Host } from "./host.ts"
import { whyHostsCannotRun } from "./packages.ts"
import { serviceUser } from "./root-settings.ts"
import { type Scenario, startScenario } from "./scenario.ts"
import { journalCursor, waitForJournal } from "./wait-for-journal.ts"
import { scenarioServices } from "./workload-files.ts"

suite("the scenario", { skip: whyHostsCannotRun() ?? false }, () => {
  let scenario: Scenario
  let first: Host
  const units = [...scenarioServices.backend.units, ...scenarioServices["cookie-extractor"].units]
  const backendEnv = (host: Host) => join(host.root, scenarioServices.backend.folder, ".env")

  /** Clients of the shared Redis by the address that it sees. */
  const sharedClients = async (host: Host) => {
    const list = await scenario.sharedRedis.cli("client", "list")
    return list.split("\n").filter((line) => line.includes(` addr=${host.address}:`)).length
  }

  before(async () => {
    scenario = await startScenario({ servers: 2, cookieIntervalSeconds: 5 })
    first = scenario.servers[0]!
  })
  after(() => scenario?.stop())

  test("every unit is active, and the API on every server answers 200", async () => {
    for (const server of scenario.servers) {
      assert.equal(await server.run("systemctl", ["is-active", ...units]), "active\n".repeat(units.length))
      const answer = await server.run("curl", ["-sS", "-w", " %{http_code}", "http://127.0.0.1:3001/api/health/"])
      assert.match(answer, /"status":"ok".* 200$/)
      await waitForJournal(server, {
        unit: "ytd-api.service",
        pattern: /Redis connected successfully with connection pooling/,
      })
    }
  })

  test("the env files belong to ytdl alone", () => {
    for (const { folder } of Object.values(scenarioServices)) {
      const { uid, gid, mode } = statSync(join(first.root, folder, ".env"))
      assert.deepEqual({ uid, gid, mode: mode & 0o7777 }, { uid: serviceUser.uid, gid: serviceUser.gid, mode: 0o600 })
    }
  })

  test("the Bull queue is in database 2 of the shared Redis, and renews the cookies of every account", async () => {
    const keys = await scenario.sharedRedis.cli("-n", "2", "--scan", "--pattern", "bull:cookie-refresh:*")
    assert.match(keys, /^bull:cookie-refresh:repeat$/m)
    await Promise.all(
      scenario.servers.map(async (server) => {
        const afterCursor = await journalCursor(server)
        await waitForJournal(server, { unit: "ytd-cookie-extractor.service", pattern: /renewed/, afterCursor })
      }),
    )
    assert.match(await first.run("head", ["-1", "/opt/ytdl/youtube_cookies_account_a.txt"]), /Netscape/)
  })

  test("before the change each server holds 26 or more connections to the shared Redis", async () => {
    for (const server of scenario.servers) assert.ok((await sharedClients(server)) >= 26)
  })

  test("the change to the hybrid state leaves 3 to 5 connections, and Celery runs on the local Redis", async () => {
    const afterCursor = await journalCursor(first)
    writeFileSync(backendEnv(first), scenario.envTexts("after", first).backend.merged)
    await first.run("systemctl", ["restart", ...scenarioServices.backend.units])
    await waitForJournal(first, { unit: "ytd-worker.service", pattern: /celery@\S+ ready/, afterCursor })
    await waitForJournal(first, { unit: "ytd-api.service", pattern: /Uvicorn running/, afterCursor })
    const count = await sharedClients(first)
    assert.ok(count >= 3 && count <= 5, `${count} connections`)
    const script = "import tasks; print(tasks.add.delay(2, 3).get(timeout=20))"
    const sum = await first.run("runuser", [
      ...["-u", "ytdl", "--", "env", "-C", scenarioServices.backend.folder],
      ...["python3", "-c", script],
    ])
    assert.equal(sum, "5\n")
  })

  test("F54 a bad value makes the units crash into the start limit, and the journal says why without the value", async () => {
    const good = scenario.envTexts("after", first).backend.merged
    const afterCursor = await journalCursor(first)
    writeFileSync(
      backendEnv(first),
      good.replaceAll(/^(\w+REDIS_URL|REDIS_URL)=.*$/gm, "$1=redis://:hush-hush@127.0.0.1:none/0"),
    )
    await first.run("systemctl", ["restart", "ytd-api.service"])
    await waitForJournal(first, { unit: "ytd-api.service", pattern: /Start request repeated too quickly/, afterCursor })
    assert.equal((await first.exec("systemctl", ["is-failed", "ytd-api.service"])).stdout, "failed\n")
    const journal = await first.run("journalctl", [
      "-u",
      "ytd-api.service",
      `--after-cursor=${afterCursor}`,
      "-o",
      "cat",
    ])
    assert.match(journal, /configuration error: REDIS_URL is not a redis:\/\/ URL/)
    assert.doesNotMatch(journal, /hush-hush/)

    writeFileSync(backendEnv(first), good)
    assert.notEqual((await first.exec("systemctl", ["restart", "ytd-api.service"])).code, 0, "the start limit holds")
    await first.run("systemctl", ["reset-failed", "ytd-api.service"])
    await first.run("systemctl", ["restart", "ytd-api.service"])
  })

  test("a cut of the slow link shows in the health of a server that still uses the shared Redis", async () => {
    const second = scenario.servers[1]!
    const health = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:3001/api/health/"]
    scenario.sharedRedis.link.cut()
    assert.equal(await second.run("curl", health), "503")
    scenario.sharedRedis.link.restore()
    assert.equal(await second.run("curl", health), "200")
  })
})
