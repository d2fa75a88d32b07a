import { existsSync } from "node:fs"
import { aptInstall } from "./hosts/apt-install.ts"

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
  await aptInstall(["chromium"])
}
