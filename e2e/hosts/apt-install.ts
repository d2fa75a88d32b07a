import { runCommand } from "./run-command.ts"

/**
 * Installs Debian packages by their literal names.
 * @throws Error with what apt-get said
 */
export async function aptInstall(names: readonly string[]): Promise<void> {
  const install = ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", "install", "--no-install-recommends", ...names]
  let result = await runCommand("apt-get", install, { timeoutMs: 600_000 })
  if (result.code !== 0) {
    // A fresh image has no package lists: the one reason why a second attempt can differ from the first.
    await runCommand("apt-get", ["-q", "update"], { timeoutMs: 600_000 })
    result = await runCommand("apt-get", install, { timeoutMs: 600_000 })
  }
  if (result.code !== 0)
    throw new Error(`apt-get could not install ${names.join(", ")}: ${result.stderr.trim().slice(-500)}`)
}
