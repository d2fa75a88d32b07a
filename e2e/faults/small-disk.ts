import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run } from "@signalbox/agent/host/run"

/** Why small disks cannot be mounted here; undefined when they can. */
export function whyNoSmallDisks(): string | undefined {
  return process.getuid?.() === 0 ? undefined : "mounting a small file system needs root"
}

/** A file system of its own, held in memory. */
export async function mountSmallDisk(options: { sizeBytes: number; inodes?: number }) {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-disk-"))
  const words = [`size=${options.sizeBytes}`, "mode=0755", ...(options.inodes ? [`nr_inodes=${options.inodes}`] : [])]
  const mounted = await run("mount", ["-t", "tmpfs", "-o", words.join(","), "--", "tmpfs", folder], {
    timeoutMs: 5_000,
  })
  if (mounted.code !== 0) throw new Error(mounted.why)
  return {
    folder,
    /** Takes all of its room. */
    fill(): void {
      try {
        for (let part = 0; part < 1_000; part += 1) writeFileSync(join(folder, `ballast-${part}`), Buffer.alloc(16_384))
      } catch {
        // full
      }
    },
    async unmount(): Promise<void> {
      await run("umount", ["--lazy", "--", folder], { timeoutMs: 5_000 })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
