import type { TestContext } from "node:test"
import { answeringServer } from "./answering-server.ts"

/** Text of a bulk reply. */
export const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
export const OK = "+OK\r\n"

/** What a small healthy Redis without keys answers; "" keeps silent. */
export function answerOf(words: readonly string[]): string {
  const [name = ""] = words
  if (name === "INFO") return bulk("# Server\r\nredis_version:7.2.4\r\n# Clients\r\nconnected_clients:1\r\n")
  if (name === "PING") return "+PONG\r\n"
  if (name === "CLIENT" && words[1] === "LIST") return bulk("")
  return name === "CLIENT" || name === "SELECT" || name === "AUTH" ? OK : "*0\r\n"
}

/**
 * A server that answers each command, as words, with what it is told to: a whole reply of the protocol. Returns its port,
 * and how many connections were made to it.
 */
export async function answeringRedis(
  t: TestContext,
  answer: (words: string[]) => string = answerOf,
): Promise<{ port: number; connections: () => number; endAll: () => void }> {
  const sockets = new Set<{ destroy(): void }>()
  let made = 0
  const port = await answeringServer(t, (socket, asked) => {
    if (!sockets.has(socket)) made += 1
    sockets.add(socket)
    for (const words of commandsIn(asked)) socket.write(answer(words))
  })
  const endAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  t.after(endAll)
  return { port, connections: () => made, endAll }
}

/** Our client sends whole commands, and small ones: a piece holds one or more of them. */
function commandsIn(asked: string): string[][] {
  const lines = asked.split("\r\n")
  const commands: string[][] = []
  for (const [at, line] of lines.entries()) {
    if (/^\*\d+$/.test(line)) commands.push([])
    else if (/^\$\d+$/.test(line)) commands.at(-1)?.push(lines[at + 1] ?? "")
  }
  return commands
}
