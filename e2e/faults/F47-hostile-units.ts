import { makeRig, policyFor, writePolicy } from "@signalbox/agent/testing/rig"
import { makeWorld, readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { FaultOptions, FaultRow } from "./row.ts"

const UNITS = [
  "*",
  "*.service",
  "web*.service",
  "we[b].service",
  "we?.service",
  "-Hhost.service",
  "--root=/x.service",
  "--host=x",
  "-.service",
  "a;b.service",
  "a b.service",
  "web.service\nother.service",
  "../x.service",
  "/etc/x.service",
  "web.service --now",
  "web.timer",
  "other.service",
  "web",
  "",
  "signalbox-agent.service",
  "systemd-journald.service",
  "dbus.service",
]

/** A stolen control plane names units that are patterns, options, paths, or not in the policy. */
export async function faultF47(_options: FaultOptions): Promise<FaultRow> {
  const rig = await makeRig()
  let touched = 0
  try {
    makeWorld(rig.worldPath, [
      { name: "web.service", envFile: rig.envPath },
      { name: "other.service", envFile: rig.envPath },
      { name: "signalbox-agent.service", envFile: rig.envPath },
      { name: "systemd-journald.service", envFile: rig.envPath },
      { name: "dbus.service", envFile: rig.envPath },
    ])
    const policy = policyFor(rig.envPath, rig)
    // Even where a policy lists what it never should.
    const own = ["signalbox-agent.service", "systemd-journald.service", "dbus.service"]
    writePolicy(rig.policyPath, { ...policy, env: [{ ...policy.env[0], units: ["web.service", ...own] }] })
    const before = JSON.stringify(readWorld(rig.worldPath).units)
    const changes = await rig.open()
    for (const unit of UNITS) {
      await changes.accept(rig.command({ units: [unit] }))
      await changes.idle()
      const result = rig.finished.at(-1)
      if (result) changes.acknowledge(result.commandId)
      if (result?.outcome !== "refused" || JSON.stringify(readWorld(rig.worldPath).units) !== before) touched += 1
    }
    await changes.close()
  } finally {
    rig.remove()
  }
  return {
    id: "F47",
    claim: `${UNITS.length} unit names that are patterns, options, paths, the system's own or not in the policy`,
    figure: touched,
    unit: "not refused, or units touched",
    target: "0",
    pass: touched === 0,
  }
}
