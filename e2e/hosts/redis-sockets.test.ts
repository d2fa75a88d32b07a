// The agent's own command on a real server under systemd: units, their processes, their sockets, their env files.
import assert from "node:assert/strict"
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { after, before, suite, test } from "node:test"
import { fileURLToPath } from "node:url"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "@signalbox/protocol/policy"
import { UnitSockets } from "@signalbox/protocol/redis-sockets"
import { build } from "esbuild"
import { until } from "../until.ts"
import { type Host, startHost } from "./host.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { whyHostsCannotRun } from "./packages.ts"

const ENV = "/opt/ytdl/app/.env"
/** Holds three connections open to the Redis that its environment names. */
const CLIENT = `import os, redis, time
url = os.environ["REDIS_URL"]
held = [redis.Redis.from_url(url) for _ in range(3)]
for each in held: each.ping()
open("/tmp/up-" + os.environ["UNIT"], "w").close()
time.sleep(3600)
`
const UNITS = ["one.service", "two.service"]
const POLICY: HostPolicy = {
  version: 1,
  env: [{ path: ENV, owner: "ytdl", group: "ytdl", modes: ["0600"], units: UNITS, bytesMax: 65_536 }],
  units: [],
  probes: [],
  deniedKeys: [...DENIED_KEYS_DEFAULT],
  watchedFiles: [],
  redis: [],
}
const unitText = (name: string) => `[Service]
User=ytdl
Environment=UNIT=${name}
EnvironmentFile=${ENV}
ExecStart=/usr/bin/python3 /opt/ytdl/client.py
`

suite("sockets on a real server", { skip: whyHostsCannotRun() ?? false, timeout: 300_000 }, () => {
  let network: TestNetwork
  let host: Host
  let shared: Host

  before(async () => {
    network = await startNetwork()
    ;[host, shared] = await Promise.all([
      startHost({ network, name: "app", prepare: prepareApp }),
      startHost({ network, name: "shared" }),
    ])
    for (const each of [host, shared]) {
      await each.run("systemctl", ["start", "redis-server"])
      await each.run("redis-cli", ["config", "set", "protected-mode", "no"])
      await each.run("redis-cli", ["config", "set", "bind", "0.0.0.0"])
    }
  })
  after(() => network?.stop())

  const writeEnv = async (address: string) => {
    await host.run("sh", ["-c", `umask 077; cat > ${ENV}; chown ytdl:ytdl ${ENV}`], {
      input: `REDIS_URL=redis://${address}:6379/0\n`,
    })
  }
  const restart = async (unit: string) => {
    await host.exec("rm", ["-f", `/tmp/up-${unit}`])
    await host.run("systemctl", ["restart", unit])
    await until(`${unit} is connected`, async () => (await host.exec("test", ["-e", `/tmp/up-${unit}`])).code === 0)
  }
  const sockets = async () => {
    const said = await host.run("/opt/agent/node", [
      "/opt/agent/main.mjs",
      "sockets",
      "--json",
      "yes",
      "--address",
      `${shared.address}:6379`,
    ])
    return (JSON.parse(said) as unknown[]).map((each) => UnitSockets.parse(each))
  }
  const told = async () =>
    (await sockets()).map(({ unit, connections, missing }) =>
      [unit, ...connections.map((each) => `${each.sockets} ${each.instance} ${each.verdict}`), ...missing].join(", "),
    )

  test("sockets are counted as the kernel's own tool counts them, and judged against the env file", async () => {
    const [there, here] = [`${shared.address}:6379`, "127.0.0.1:6379"]
    await writeEnv(shared.address)
    await Promise.all(["one", "two"].map(restart))
    assert.deepEqual(await told(), [`one.service, 3 ${there} expected`, `two.service, 3 ${there} expected`])
    const ss = await host.run("sh", ["-c", `ss -tnp state established dst ${shared.address} | grep -c python3`])
    assert.equal(ss.trim(), "6")

    // The file is new, the processes are not: until a restart they are where they were.
    await writeEnv("127.0.0.1")
    assert.deepEqual(await told(), [
      `one.service, 3 ${there} old-process, ${here}`,
      `two.service, 3 ${there} old-process, ${here}`,
    ])
    await restart("one")
    assert.deepEqual(await told(), [`one.service, 3 ${here} expected`, `two.service, 3 ${there} old-process, ${here}`])

    // Somebody's own override beats the env file: the process is new, and still elsewhere.
    await host.run("mkdir", ["-p", "/run/systemd/system/two.service.d"])
    await host.run("sh", ["-c", "cat > /run/systemd/system/two.service.d/x.conf"], {
      input: `[Service]\nExecStart=\nExecStart=/usr/bin/env REDIS_URL=redis://${shared.address}:6379 python3 /opt/ytdl/client.py\n`,
    })
    await host.run("systemctl", ["daemon-reload"])
    await restart("two")
    const seen = await sockets()
    const two = seen.find(({ unit }) => unit === "two.service")?.connections[0]
    assert.equal(two?.verdict, "other-instance")
    assert.equal(two?.reason, `REDIS_URL says ${here}; the socket goes to ${there}`)
    const pid = Number(await host.run("systemctl", ["show", "-P", "MainPID", "two.service"]))
    assert.deepEqual(two?.pids, [pid])
    const started = Number(
      await host.run("date", ["-d", (await host.run("ps", ["-o", "lstart=", "-p", String(pid)])).trim(), "+%s"]),
    )
    assert.ok(Math.abs((two?.runsSince ?? 0) / 1_000 - started) < 2)
  })

  test("what may not be looked into is told as that, and not as no sockets", async () => {
    const said = await host.run("setpriv", [
      "--bounding-set=-sys_ptrace",
      "--inh-caps=-all",
      "--",
      "/opt/agent/node",
      "/opt/agent/main.mjs",
      "sockets",
      "--json",
      "yes",
    ])
    for (const each of JSON.parse(said) as UnitSockets[])
      assert.deepEqual([each.isReadable, each.connections], [false, []])
  })
})

async function prepareApp(root: string): Promise<void> {
  const program = join(root, "opt/agent")
  mkdirSync(program, { recursive: true })
  await build({
    entryPoints: { main: fileURLToPath(new URL("../../agent/src/main.ts", import.meta.url)) },
    outdir: program,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  })
  copyFileSync(process.execPath, join(program, "node"))
  chmodSync(join(program, "node"), 0o755)
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(root, path), text)
  }
  put("/etc/signalbox/policy.json", JSON.stringify(POLICY))
  put("/opt/ytdl/client.py", CLIENT)
  mkdirSync(join(root, dirname(ENV)), { recursive: true, mode: 0o755 })
  for (const unit of ["one", "two"]) put(`/etc/systemd/system/${unit}.service`, unitText(unit))
}
