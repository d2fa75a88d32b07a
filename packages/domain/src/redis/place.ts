// How a Redis is named: `host:port` with an IPv6 host in brackets, or the path of a unix socket, which has port 0.

export type Place = { host: string; port: number }

export function placeOf(instance: string): Place {
  if (instance.startsWith("/")) return { host: instance, port: 0 }
  const [, bracketed, host = bracketed, port] = /^(?:\[(.+)\]|(.+)):(\d{1,5})$/.exec(instance) ?? []
  // What nobody can connect to is still told apart from the rest.
  return host === undefined ? { host: instance, port: 0 } : { host, port: Number(port) }
}

export function nameOfPlace({ host, port }: Place): string {
  if (host.startsWith("/")) return host
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`
}
