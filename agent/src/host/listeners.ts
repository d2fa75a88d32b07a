// Who listens where on this machine. Asked of ss outside our sandbox, which may not look into other users' processes.
import { readFileSync } from "node:fs"
import type { Outside } from "./units/supervisor.ts"

export type Listener = {
  address: string
  port: number
  /** "" and 0 when the kernel does not say. */
  program: string
  pid: number
  /** The service that the process belongs to; "" for none. */
  unit: string
}

/** Every TCP port that is listened on; null when it cannot be told. `name`: of the transient unit that asks. */
export async function readListeners(outside: Outside, name: string): Promise<Listener[] | null> {
  const text = await outside.ask({ unit: name, argv: ["/usr/bin/env", "ss", "-Hltnp"], timeoutMs: 10_000 })
  return text === null ? null : parseListeners(text).map((each) => ({ ...each, unit: unitOfPid(each.pid) }))
}

export function parseListeners(text: string): Omit<Listener, "unit">[] {
  return text.split("\n").flatMap((line) => {
    const [state, , , local = "", , users = ""] = line.trim().split(/\s+/)
    const cut = local.lastIndexOf(":")
    if (state !== "LISTEN" || cut < 0) return []
    const address = local
      .slice(0, cut)
      .replace(/^\[(.*)\]$/, "$1")
      .replace(/%.*$/, "")
      .replace(/^\*$/, "::")
    const [, program = "", pid = "0"] = /\(\("([^"]*)",pid=(\d+)/.exec(users) ?? []
    return [{ address, port: Number(local.slice(cut + 1)), program: program.slice(0, 60), pid: Number(pid) }]
  })
}

/** Local programs that are connected to a port, by their own `address:port`; empty when it cannot be told. */
export async function readClients(outside: Outside, name: string, port: number): Promise<Map<string, Listener>> {
  const argv = ["/usr/bin/env", "ss", "-Htnp", "state", "established", "dport", "=", `:${port}`]
  const text = await outside.ask({ unit: name, argv, timeoutMs: 10_000 })
  // ss leaves out the state that it was asked for.
  const lines = (text ?? "").split("\n").map((line) => line.trim().split(/\s+/).slice(2).join(" "))
  const clients = parseListeners(lines.map((line) => `LISTEN 0 0 ${line}`).join("\n"))
  return new Map(clients.map((each) => [`${each.address}:${each.port}`, { ...each, unit: unitOfPid(each.pid) }]))
}

/** In words: "python3 (pid 4711) of other.service". */
export function describeListener({ program, pid, unit }: Listener): string {
  const who = pid === 0 ? "another program" : `${program} (pid ${pid})`
  return unit === "" ? who : `${who} of ${unit}`
}

function unitOfPid(pid: number): string {
  try {
    const parts = readFileSync(`/proc/${pid}/cgroup`, "latin1").split(/[/\n]/)
    return parts.findLast((part) => part.endsWith(".service")) ?? ""
  } catch {
    return ""
  }
}
