import { existsSync } from "node:fs"
import { runCommand } from "./hosts/run-command.ts"

export const CHROMIUM = "/usr/bin/chromium"

/** No traffic of the browser's own: tests talk to loopback and the test servers alone. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
]

/**
 * Installs Debian's Chromium when it is not there.
 * @throws Error that says what apt-get said.
 */
export async function ensureBrowser(
  progress: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  if (existsSync(CHROMIUM)) return
  progress("installing chromium: the browser of the tests")
  const install = ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", "install", "--no-install-recommends", "chromium"]
  let result = await runCommand("apt-get", install, { timeoutMs: 600_000 })
  if (result.code !== 0) {
    await runCommand("apt-get", ["-q", "update"], { timeoutMs: 600_000 })
    result = await runCommand("apt-get", install, { timeoutMs: 600_000 })
  }
  if (result.code !== 0) throw new Error(`chromium could not be installed: ${result.stderr.trim().slice(-500)}`)
}
