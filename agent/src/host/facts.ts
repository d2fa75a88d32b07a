import { readFileSync } from "node:fs"
import { arch, cpus, hostname, networkInterfaces, release, totalmem } from "node:os"
import type { HostFacts } from "@signalbox/protocol/observe"
import { systemClock } from "./clock.ts"

/** What this machine is. */
export function readFacts(supervisor: HostFacts["supervisor"]): HostFacts {
  return {
    hostname: hostname().slice(0, 253),
    os: osName().slice(0, 120),
    kernel: release().slice(0, 120),
    arch: arch(),
    cpus: Math.max(1, cpus().length),
    memoryBytes: totalmem(),
    supervisor,
    addresses: addresses().slice(0, 32),
    bootId: systemClock.bootId,
  }
}

function osName(): string {
  try {
    const line = /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))
    return line?.[1] ?? "Linux"
  } catch {
    return "Linux"
  }
}

/** Those by which others may reach it. */
function addresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return all.filter((entry) => !entry.internal && !entry.address.startsWith("fe80:")).map((entry) => entry.address)
}
