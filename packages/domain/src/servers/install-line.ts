import type { HostPolicy } from "@signalbox/protocol/policy"
import { policyFlags } from "@signalbox/protocol/policy-flags"

export type InstallLineInput = { token: string; url: string; keyFingerprint: string; policy: HostPolicy }

/**
 * What the operator pastes. `printf` is a builtin of every shell, so the token is in no process list; it travels on stdin, since
 * the script itself is an argument. `$(command -v sudo)` is nothing where there is no sudo, and then the line wants a root shell.
 */
export function installLine(input: InstallLineInput): string {
  const script = `${input.url}/install.sh`
  const flags = ["--url", input.url, "--key", input.keyFingerprint, ...policyFlags(input.policy)]
  const fetchScript = `"$(curl -fsSL ${quote(script)} || wget -qO- ${quote(script)})"`
  return `printf %s ${quote(input.token)} | $(command -v sudo) sh -c ${fetchScript} signalbox-install ${flags.map(quote).join(" ")}`
}

/** Removes the agent and everything of it. */
export function uninstallLine(): string {
  return "$(command -v sudo) signalbox-agent uninstall"
}

/** A word for a POSIX shell; plain words stay readable. */
function quote(word: string): string {
  return /^[A-Za-z0-9@%_+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
