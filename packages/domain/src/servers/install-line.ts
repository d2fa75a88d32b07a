import type { HostPolicy } from "@signalbox/protocol/policy"
import { policyFlags } from "@signalbox/protocol/policy-flags"

const NOT_OURS =
  "signalbox: what came is not the installer of this line; nothing was run. Make a new line in the console."

/**
 * Nothing where there is no sudo: then the line wants a root shell. Without an alias that somebody has for it, since the words of an
 * alias are no program; it is forgotten in a shell of its own.
 */
const SUDO = "$(unalias sudo 2>/dev/null; command -v sudo)"

export type InstallLineInput = {
  token: string
  url: string
  keyFingerprint: string
  /** SHA-256 (hex) of the installer. */
  installerDigest: string
  policy: HostPolicy
}

/**
 * What the operator pastes. `printf` is a builtin of every shell, so the token is in no process list; it travels on stdin, since
 * the script itself is an argument. The script is run only if it is the very one of this line: whoever stands between could else put another in its place.
 */
export function installLine(input: InstallLineInput): string {
  const script = quote(`${input.url}/install.sh`)
  const flags = ["--url", input.url, "--key", input.keyFingerprint, ...policyFlags(input.policy)]
  const program = [
    `s=$(curl -fsSL ${script} || wget -qO- ${script})`,
    `case $(printf "%s\\n" "$s" | sha256sum) in ${input.installerDigest}*) eval "$s" ;; *) echo "${NOT_OURS}" >&2; exit 1 ;; esac`,
  ].join("; ")
  return `printf %s ${quote(input.token)} | ${SUDO} sh -c ${quote(program)} signalbox-install ${flags.map(quote).join(" ")}`
}

/** Removes the agent and everything of it. */
export function uninstallLine(): string {
  return `${SUDO} signalbox-agent uninstall`
}

/** A word for a POSIX shell; plain words stay readable. */
function quote(word: string): string {
  return /^[A-Za-z0-9@%_+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
