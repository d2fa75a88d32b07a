import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { after, before, suite, test } from "node:test"
import { DENIED_KEYS_DEFAULT, type HostPolicy } from "@signalbox/protocol/policy"
import { type Api, createApiClient, tokenIn } from "../api-client.ts"
import { type ControlPlane, startControlPlane } from "../control-plane.ts"
import { type Eavesdropper, openEavesdropper } from "./eavesdropper.ts"
import { type Host, startHost } from "./host.ts"
import { startNetwork, type TestNetwork } from "./network.ts"
import { whyHostsCannotRun } from "./packages.ts"

const POLICY: HostPolicy = {
  version: 1,
  env: [
    { path: "/opt/app/.env", owner: "ytdl", group: "ytdl", modes: ["0600"], units: ["app.service"], bytesMax: 65_536 },
  ],
  units: [{ name: "app.service", verbs: ["restart", "logs"] }],
  probes: [{ host: "10.40.0.9", ports: [6379] }],
  deniedKeys: [...DENIED_KEYS_DEFAULT],
  watchedFiles: [],
  redis: [],
}
const PASTE_MS = 180_000
const OURS = ["/opt/signalbox-agent", "/etc/signalbox", "/etc/signalbox-agent", "/var/lib/signalbox-agent"]
const LEFT = [...OURS, "/usr/local/bin/signalbox-agent", "/etc/systemd/system/signalbox-agent.service"]

suite("the installer", { skip: whyHostsCannotRun() ?? false, timeout: 400_000 }, () => {
  let network: TestNetwork
  let ear: Eavesdropper
  let plane: ControlPlane
  let api: Api
  let host: Host

  before(async () => {
    network = await startNetwork()
    // Everything that servers say to the control plane goes by this.
    ear = await openEavesdropper(network.controlPlaneAddress)
    ;[plane, host] = await Promise.all([
      startControlPlane({ host: network.controlPlaneAddress, env: { PUBLIC_URL: ear.url } }),
      startHost({ network, name: "bare" }),
    ])
    ear.aim(plane.url)
    api = createApiClient(
      plane.url,
      tokenIn(await plane.cli("token", "create", "--role", "admin", "--name", "installer")),
    )
  })
  after(async () => {
    await network?.stop()
    await plane?.remove()
    ear?.close()
  })

  const enrolment = () => api.enrolments.create.mutate({ serverName: "bare", labels: { env: "test" }, policy: POLICY })
  const paste = (line: string) => host.exec("dash", ["-c", line], { timeoutMs: PASTE_MS })
  const statusOf = async (id: string) => (await api.enrolments.list.query({})).items.find((item) => item.id === id)
  const present = async () => (await host.exec("ls", ["-d", ...LEFT])).stdout.split("\n").filter(Boolean)

  test("F22 an installer that is not the one of the line is not run, and hears no token", async () => {
    const { id, token, oneLiner } = await enrolment()
    const digest = /in ([0-9a-f]{64})\*\)/.exec(oneLiner)?.[1] ?? ""
    assert.notEqual(digest, "")
    const pasted = await paste(oneLiner.replace(digest, digest.split("").reverse().join("")))
    assert.equal(pasted.code, 1)
    assert.match(pasted.stderr, /is not the installer of this line; nothing was run/)
    assert.equal((await statusOf(id))?.step, null)
    assert.equal(ear.heard(token), 0)
    assert.deepEqual(await present(), [])
  })

  test("a step that fails is reported, and nothing of the agent runs", async () => {
    const { id, oneLiner, keyFingerprint } = await enrolment()
    const wrongKey = oneLiner.replace(keyFingerprint, "0".repeat(64))
    const pasted = await paste(wrongKey)
    assert.equal(pasted.code, 1)
    assert.match(pasted.stderr, /verify failed: the control plane at .* does not have the key of the line/)
    const seen = await statusOf(id)
    assert.deepEqual([seen?.state, seen?.step], ["failed", "verify"])
    assert.match(seen?.stepFailed ?? "", /does not have the key/)
    assert.deepEqual(await present(), [])
  })

  test("a policy that the agent refuses is reported with its reason", async () => {
    const { id, oneLiner } = await enrolment()
    const pasted = await paste(oneLiner.replace(":0600:", ":0666:"))
    assert.equal(pasted.code, 1)
    const seen = await statusOf(id)
    assert.deepEqual([seen?.state, seen?.step], ["failed", "policy"])
    await host.run("signalbox-agent", ["uninstall"])
  })

  test("F22 one pasted line enrols a bare server; pasted twice it is harmless; the token is in no process list and not on the wire", async () => {
    const { id, token, oneLiner } = await enrolment()
    // Where sh is dash, and there is no sudo: the line is pasted into a root shell.
    assert.equal((await host.exec("sh", ["-c", "command -v sudo"])).stdout, "")
    const first = await paste(
      `${oneLiner} & tail --pid=$! -f /dev/null & while kill -0 $! 2>/dev/null; do cat /proc/[0-9]*/cmdline; done >/tmp/seen; wait`,
    )
    assert.equal(first.code, 0, first.stderr)
    const argv = await host.run("cat", ["/tmp/seen"])
    assert.ok(argv.includes("signalbox-install"), "the process list was looked at while it ran")
    // Our own test harness carries the line in its arguments; whatever the installer started does not.
    const others = argv.split("\0").filter((word) => word.includes(token) && !word.includes("printf %s"))
    assert.deepEqual(others, [])

    const [server] = (await api.servers.list.query({})).items
    assert.deepEqual([server?.name, server?.status], ["bare", "online"])
    assert.deepEqual([(await statusOf(id))?.state, (await statusOf(id))?.step], ["enrolled", "done"])
    assert.deepEqual(JSON.parse(await host.run("cat", ["/etc/signalbox/policy.json"])), POLICY)

    assert.equal(ear.heard(token), 0)
    assert.ok(ear.heard(createHash("sha256").update(token).digest("hex")) > 0, "the steps were heard")

    const again = await paste(oneLiner)
    assert.equal(again.code, 0, again.stderr)
    assert.match(again.stdout, /already enrolled as bare; its identity is kept/)
    assert.equal((await api.servers.list.query({})).total, 1)
  })

  test("the agent's files are root's alone, and its sandbox writes only where the policy says", async () => {
    const stat = async (path: string) => (await host.run("stat", ["-c", "%U %a", path])).trim()
    assert.equal(await stat("/etc/signalbox/policy.json"), "root 644")
    assert.equal(await stat("/etc/signalbox-agent"), "root 700")
    assert.equal(await stat("/etc/signalbox-agent/identity.json"), "root 600")
    assert.equal((await host.run("sh", ["-c", "stat -c %a /etc/signalbox-agent/key-*.pem"])).trim(), "600")
    const unit = await host.run("systemctl", [
      "show",
      "-p",
      "ReadWritePaths,ProtectSystem,NoNewPrivileges",
      "signalbox-agent",
    ])
    assert.match(unit, /ProtectSystem=strict/)
    assert.match(unit, /NoNewPrivileges=yes/)
    assert.match(unit, /ReadWritePaths=.*-\/opt\/app/)
  })

  test("what the owner permits later reaches policy and sandbox", async () => {
    await host.run("signalbox-agent", ["policy", "allow-env", "/srv/shop/.env=root:root:0600:shop.service"])
    assert.match(await host.run("signalbox-agent", ["policy", "show"]), /"\/srv\/shop\/\.env"/)
    assert.match(await host.run("systemctl", ["show", "-p", "ReadWritePaths", "signalbox-agent"]), /-\/srv\/shop/)
    await host.run("signalbox-agent", ["status", "--wait", "30"])
  })

  test("uninstall leaves nothing of the agent behind", async () => {
    const { uninstallLine } = await enrolment()
    const removed = await paste(uninstallLine)
    assert.equal(removed.code, 0, removed.stderr)
    assert.deepEqual(await present(), [])
    assert.equal((await host.exec("systemctl", ["list-unit-files", "--no-legend", "signalbox*"])).stdout, "")
    assert.equal((await host.exec("systemctl", ["list-units", "--all", "--no-legend", "signalbox*"])).stdout, "")
    assert.equal((await host.exec("pgrep", ["-f", "/opt/signalbox-agent"])).stdout, "")
  })
})
