import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { after, before, suite, test } from "node:test"
import { fileURLToPath } from "node:url"
import { cgroupFolders } from "./cgroups.ts"
import { namesOf } from "./claims.ts"
import { childEnvironment } from "./config.ts"
import { type Host, startHost } from "./host.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { whyHostsCannotRun } from "./packages.ts"

suite("a test server", { skip: whyHostsCannotRun() ?? false }, () => {
  let network: TestNetwork
  let first: Host
  let second: Host

  before(async () => {
    network = await startNetwork()
    const prepare = async (root: string) => writeFileSync(join(root, "etc/prepared"), "before boot")
    ;[first, second] = await Promise.all([
      startHost({ network, name: "first" }),
      startHost({ network, name: "second", prepare }),
    ])
  })
  after(() => network?.stop())

  test("is a real Debian 12 with systemd up and no failed unit", async () => {
    assert.match(await first.run("cat", ["/etc/os-release"]), /VERSION_ID="12"/)
    assert.equal((await first.exec("systemctl", ["is-system-running"])).stdout, "running\n")
    assert.equal(await first.run("hostname"), "first\n")
    assert.equal(await second.run("cat", ["/etc/prepared"]), "before boot")
  })

  test("has what an installer by curl needs, and an identity of its own", async () => {
    await first.run("which", ["curl", "openssl", "xz", "tar", "sh", "systemd-run", "busctl"])
    assert.match(await first.run("openssl", ["version"]), /^OpenSSL 3\./)
    const ids = await Promise.all([first, second].map((host) => host.run("cat", ["/etc/machine-id"])))
    assert.notEqual(ids[0], ids[1])
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}\n$/)
  })

  test("exec passes arguments and input as they are and tells the exit code", async () => {
    const odd = "a b; $(echo no) '\"*"
    assert.equal(await first.run("printf", ["%s", odd]), odd)
    assert.deepEqual(await first.exec("cat", [], { input: "line\n" }), { stdout: "line\n", stderr: "", code: 0 })
    assert.equal((await first.exec("false")).code, 1)
    await assert.rejects(first.run("ls", ["/nowhere"]), /No such file/)
  })

  test("reaches the control plane's address and the other server, and nothing while its link is cut", async () => {
    await second.run("systemctl", ["start", "redis-server"])
    await second.run("redis-cli", ["config", "set", "protected-mode", "no"])
    await second.run("redis-cli", ["config", "set", "bind", "0.0.0.0"])
    const ping = ["1", "redis-cli", "-h", second.address, "ping"]
    assert.equal((await first.exec("timeout", ping)).stdout, "PONG\n")
    await second.cutLink()
    assert.notEqual((await first.exec("timeout", ping)).code, 0)
    assert.equal(await second.run("redis-cli", ["ping"]), "PONG\n", "it runs on while it is cut off")
    await second.restoreLink()
    assert.equal((await first.exec("timeout", ping)).stdout, "PONG\n")
  })

  test("a power cut ends everything at once and keeps the disk and the journal", async () => {
    await first.run("systemd-run", ["--unit=lives-on", "sleep", "infinity"])
    await first.run("sh", [
      "-c",
      "echo kept > /root/kept; echo before-the-cut | systemd-cat -t signalbox-test; journalctl --sync",
    ])
    const leader = first.leaderPid
    await first.kill9()
    assert.equal(first.leaderPid, undefined)
    assert.ok(leader !== undefined && !isRunning(leader))
    await assert.rejects(first.exec("true"), /first is off/)
    await first.restart()
    assert.equal(await first.run("cat", ["/root/kept"]), "kept\n")
    assert.match(await first.run("journalctl", ["-b", "-1", "-t", "signalbox-test", "-o", "cat"]), /before-the-cut/)
    assert.notEqual((await first.exec("systemctl", ["is-active", "lives-on"])).code, 0)
  })

  test("an orderly restart is a new boot on the same disk", async () => {
    const boots = async () => (await second.run("journalctl", ["--list-boots"])).match(/^ *-?\d+ /gm)?.length
    await second.run("touch", ["/root/kept"])
    assert.equal(await boots(), 1)
    await second.restart()
    await second.run("test", ["-e", "/root/kept"])
    assert.equal(await boots(), 2)
  })

  test("restarts of units on two servers at the same moment do not disturb each other", async () => {
    const units = ["one", "two", "three", "four"]
    for (const host of [first, second]) {
      for (const unit of units) {
        const text = "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=sleep infinity\n"
        writeFileSync(join(host.root, `etc/systemd/system/${unit}.service`), text)
      }
      await host.run("systemctl", ["daemon-reload"])
    }
    const rounds = Array.from({ length: 15 }, (_, round) => round)
    for (const _ of rounds) {
      const restarts = [first, second].flatMap((host) => units.map((unit) => host.run("systemctl", ["restart", unit])))
      await Promise.all(restarts)
    }
    for (const host of [first, second]) {
      for (const unit of units) {
        assert.equal(await host.run("systemctl", ["show", "-P", "NRestarts", unit]), "0\n")
        assert.equal(await host.run("systemctl", ["is-active", unit]), "active\n")
      }
      assert.doesNotMatch(await host.run("journalctl", ["-b"]), /219\/CGROUP/)
    }
  })

  test("stop leaves nothing behind", async () => {
    const gone = await startHost({ network, name: "gone" })
    const traces = [
      gone.root,
      `/run/netns/${namesOf.namespace(network.number, "gone")}`,
      `/sys/class/net/${namesOf.bridge(network.number)}v${gone.address.split(".")[3]}`,
      ...cgroupFolders(namesOf.cgroup(network.number, "gone")),
    ]
    for (const trace of traces) assert.ok(statSync(trace), trace)
    // The kernel takes a namespace down whenever it likes; held open, it stays, and what was in it must be gone all the same.
    const held = openSync(`/run/netns/${namesOf.namespace(network.number, "gone")}`, "r")
    try {
      await gone.stop()
      for (const trace of traces) assert.equal(existsSync(trace), false, trace)
    } finally {
      closeSync(held)
    }
  })
})

suite("a run that is killed", { skip: whyHostsCannotRun() ?? false }, () => {
  test("takes its machines with it, and the next run removes the rest and not what lives", async () => {
    const script = fileURLToPath(new URL("fixtures/start-and-hang.ts", import.meta.url))
    const run = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"], env: childEnvironment() })
    const [line] = (await once(createInterface({ input: run.stdout }), "line")) as [string]
    const { number, root, leaderPid } = JSON.parse(line) as { number: number; root: string; leaderPid: number }
    run.kill("SIGKILL")
    await once(run, "close")
    assert.ok(existsSync(root), "nobody was left to remove its disk")

    const living = await startNetwork()
    const next = await startNetwork()
    try {
      assert.equal(existsSync(root), false)
      assert.equal(isRunning(leaderPid), false)
      assert.equal(readFileSync("/proc/self/mountinfo", "utf8").includes(root), false)
      assert.ok(existsSync(`/sys/class/net/${namesOf.bridge(living.number)}`))
      assert.ok(living.number !== next.number && number > 0)
    } finally {
      await Promise.all([living.stop(), next.stop()])
    }
  })
})

/** Dead but not yet collected by this machine's PID 1 is dead. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/status`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
}
