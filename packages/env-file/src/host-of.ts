/**
 * The host that a value points to: of a URL, of `host:port`, of `[::1]:6379`, or the value itself when it is a bare
 * host. Lower case, without brackets; `unix` for a path of a socket; undefined when no host can be made out.
 */
export function hostOf(value: string): string | undefined {
  const text = value.trim()
  if (text.startsWith("/")) return "unix"
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)
  if (!scheme) return bareHost(text)
  const isSocket = /^(unix|redis\+socket)$|\+unix$/i.test(scheme[1] ?? "")
  if (isSocket) return "unix"
  const rest = text.slice(scheme[0].length)
  const authority = rest.split(/[/?#]/, 1)[0] ?? ""
  // A password with an unescaped `/`, `?`, `#` or `\` makes the rest of it look like the host, or like the path.
  const isAmbiguous = authority.includes("@") && rest.lastIndexOf("@") >= authority.length
  if (isAmbiguous || /\\|\s/.test(rest)) return undefined
  return bareHost(authority.slice(authority.lastIndexOf("@") + 1))
}

function bareHost(text: string): string | undefined {
  const match =
    /^(?:\[([0-9A-Fa-f:.%]+)\]|([0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*)|([A-Za-z0-9_.-]+))(?::\d{1,5})?$/.exec(text)
  return (match?.[1] ?? match?.[2] ?? match?.[3])?.toLowerCase()
}

/** True for the machine's own loopback addresses and for unix sockets. */
export function isLocalHost(host: string): boolean {
  if (host === "unix" || host === "localhost" || host === "localhost." || host === "::1") return true
  const octets = host.split(".")
  return (
    octets.length === 4 &&
    octets[0] === "127" &&
    octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)
  )
}
