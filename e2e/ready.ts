// Makes this machine ready for real servers and a real browser, or ends with the reason on stderr why it cannot be.
import { ensureBrowser } from "./browser.ts"
import { ensureMachinePackages, whyHostsCannotRun } from "./hosts/packages.ts"

try {
  const reason = whyHostsCannotRun()
  if (reason) throw new Error(reason)
  await ensureMachinePackages()
  await ensureBrowser()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
