// A Redis becomes what its policy says, on a real server under systemd, by the real agent in its real sandbox.
import assert from "node:assert/strict"
import { after, before, suite, test } from "node:test"
import type { ChangeFinished } from "@signalbox/protocol/change"
import { CONF, hashOfPolicy, MAIN_CONF, REDIS_UNIT, type RedisHost, startRedisHost } from "../faults/redis-host.ts"
import { until } from "../until.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { whyHostsCannotRun } from "./packages.ts"

const FIRST = "MAXMEMORY=64mb\nMAXMEMORY_POLICY=allkeys-lru\nSAVE=\nPASSWORD=first-password-1234"
const SECOND = `${FIRST.replace("64mb", "96mb")}\nMAXCLIENTS=500`

const said = (result: ChangeFinished) => JSON.stringify(result, null, 1)

suite("a change of a Redis", { skip: whyHostsCannotRun() ?? false, timeout: 600_000 }, () => {
  let network: TestNetwork
  let fresh: RedisHost
  let running: RedisHost

  before(async () => {
    network = await startNetwork()
    ;[fresh, running] = await Promise.all([
      startRedisHost({ network, name: "fresh", isInstalled: false }),
      startRedisHost({ network, name: "running", isInstalled: true }),
    ])
  })
  after(() => network?.stop())

  test("a Redis that was never there is installed, runs as its policy says, and starts with the server", async () => {
    const result = await fresh.change(FIRST)
    assert.equal(result.outcome, "applied", said(result))
    assert.equal(await fresh.ask("-a", "first-password-1234", "CONFIG", "GET", "maxmemory"), "maxmemory\n67108864")
    assert.match(await fresh.ask("PING"), /NOAUTH/)
    assert.equal(await fresh.property(REDIS_UNIT, "UnitFileState"), "enabled")
    assert.match(await fresh.read(MAIN_CONF), /\ninclude \/etc\/redis\/signalbox\.conf\n$/)
    assert.equal((await fresh.run("stat", ["-c", "%a %U:%G", CONF])).trim(), "640 redis:redis")
    assert.ok(result.checks.every(({ verdict }) => verdict === "pass"))
    assert.ok(!said(result).includes("first-password-1234"))
  })

  test("what can be set while it runs is set without a restart, and its keys stay", async () => {
    await fresh.ask("-a", "first-password-1234", "SET", "kept", "yes")
    const run = await fresh.property(REDIS_UNIT, "InvocationID")
    const result = await fresh.change(SECOND, { baseHash: hashOfPolicy(FIRST) })
    assert.equal(result.outcome, "applied", said(result))
    assert.equal(await fresh.property(REDIS_UNIT, "InvocationID"), run)
    assert.equal(await fresh.ask("-a", "first-password-1234", "GET", "kept"), "yes")
    assert.equal(await fresh.ask("-a", "first-password-1234", "CONFIG", "GET", "maxclients"), "maxclients\n500")
  })

  test("F14 a configuration that was edited by hand is drift, and stays", async () => {
    const result = await fresh.change(FIRST, { baseHash: hashOfPolicy(FIRST) })
    assert.equal(result.problem?.code, "drifted", said(result))
    assert.equal(await fresh.ask("-a", "first-password-1234", "CONFIG", "GET", "maxclients"), "maxclients\n500")
  })

  test("a Redis that runs as its package left it is taken over with its keys, though it has to be restarted", async () => {
    await running.ask("CONFIG", "SET", "save", "")
    await running.fill(5_000, 10)
    await running.ask("SET", "kept", "yes")
    const result = await running.change(FIRST)
    assert.equal(result.outcome, "applied", said(result))
    assert.equal(await running.ask("-a", "first-password-1234", "GET", "kept"), "yes")
    assert.equal(await running.ask("-a", "first-password-1234", "DBSIZE"), "5001")
  })

  test("a Redis that somebody uses is not taken away, and the message says who", async () => {
    const listen = "(sleep 600) | redis-cli --no-auth-warning -a first-password-1234 SUBSCRIBE x"
    await fresh.run("systemd-run", ["--unit=listener", "sh", "-c", listen])
    const channels =
      "until redis-cli --no-auth-warning -a first-password-1234 PUBSUB CHANNELS | grep -q x; do sleep 0.05; done"
    await fresh.run("sh", ["-c", channels])
    const result = await fresh.change("STATE=removed", { baseHash: hashOfPolicy(SECOND) })
    assert.equal(result.problem?.code, "in-use", said(result))
    assert.match(result.problem?.message ?? "", /redis-cli \(pid \d+\) of listener\.service/)
    assert.equal(await fresh.ask("-a", "first-password-1234", "GET", "kept"), "yes")
    await fresh.run("systemctl", ["stop", "listener.service"])
  })

  test("a removal whose package cannot be taken away is undone: it runs again with its keys", async () => {
    await fresh.run("sh", [
      "-c",
      "echo 'exit 1' > /root/refuse && mkdir -p /etc/apt/apt.conf.d && echo 'DPkg::Pre-Invoke { \"sh /root/refuse\"; };' > /etc/apt/apt.conf.d/99refuse",
    ])
    const result = await fresh.change("STATE=removed", { baseHash: hashOfPolicy(SECOND) })
    assert.equal(result.outcome, "rolled-back", said(result))
    assert.equal(await fresh.ask("-a", "first-password-1234", "GET", "kept"), "yes")
    assert.equal(await fresh.property(REDIS_UNIT, "UnitFileState"), "enabled")
    await fresh.run("rm", ["/etc/apt/apt.conf.d/99refuse"])
  })

  test("a Redis that nobody uses is taken away, and its data stays aside", async () => {
    const result = await fresh.change("STATE=removed", { baseHash: hashOfPolicy(SECOND) })
    assert.equal(result.outcome, "applied", said(result))
    assert.equal(await fresh.property(REDIS_UNIT, "ActiveState"), "inactive")
    assert.match(await fresh.run("sh", ["-c", "ls /var/lib/redis"]), /^dump\.rdb\.signalbox-\S+$/m)
    assert.notEqual((await fresh.exec("test", ["-e", CONF])).code, 0)
    assert.doesNotMatch(await fresh.read(MAIN_CONF), /signalbox/)
    assert.notEqual((await fresh.exec("test", ["-e", "/usr/bin/redis-server"])).code, 0)
  })

  test("and comes back, installed again", async () => {
    const result = await fresh.change(FIRST)
    assert.equal(result.outcome, "applied", said(result))
  })

  test("F05 when the agent is gone for good, its guardian brings file, settings and password back", async () => {
    const next = "MAXMEMORY=80mb\nSAVE=\nPASSWORD=second-password-1234"
    const id = await running.send(next, { baseHash: hashOfPolicy(FIRST), settleMs: 20_000, deadlineMs: 8_000 })
    await running.run("sh", [
      "-c",
      "until redis-cli --no-auth-warning -a second-password-1234 PING | grep -q PONG; do sleep 0.05; done",
    ])
    await running.run("systemctl", ["kill", "--signal=KILL", "signalbox-agent.service"])
    await running.run("systemctl", ["mask", "--now", "--runtime", "signalbox-agent.service"])
    await until(
      "the old password is back",
      async () => !(await running.isArmed(id)) && (await running.takes("first-password-1234")),
      60_000,
    )
    assert.equal(await running.takes("second-password-1234"), false)
    assert.ok(await running.isFileOf(FIRST))
    assert.equal(await running.ask("-a", "first-password-1234", "GET", "kept"), "yes")
    await running.run("systemctl", ["unmask", "--runtime", "signalbox-agent.service"])
    await running.run("systemctl", ["start", "signalbox-agent.service"])
    assert.equal((await running.finished(id)).outcome, "rolled-back")
  })
})
