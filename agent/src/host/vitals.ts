import type { HostVitals } from "@signalbox/protocol/observe"
import { currentLoad, fsSize, mem } from "systeminformation"

/** CPU, memory and root disk. Only calls that take no text of ours: those that do have been injected into before. */
export async function readVitals(now: number): Promise<HostVitals> {
  const [load, memory, disks] = await Promise.all([currentLoad(), mem(), fsSize()])
  const root = disks.find((disk) => disk.mount === "/") ?? disks[0]
  return {
    at: now,
    cpu: fraction(load.currentLoad / 100),
    memory: fraction(1 - memory.available / memory.total),
    memoryUsedBytes: Math.max(0, memory.total - memory.available),
    disk: fraction((root?.use ?? 0) / 100),
    load1: Math.max(0, load.avgLoad || 0),
  }
}

function fraction(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0
}
