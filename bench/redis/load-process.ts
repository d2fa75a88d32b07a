// A steady load: pieces of ten commands, half SET and half GET, each sent when it is due and not when the one before was
// answered, so that an instance that stands still is not spared.
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { histogramOf, quantileMicros } from "../../packages/protocol/src/latency-histogram.ts"
import { answerParent, helperOptions } from "../room/helper.ts"
import { targetAt } from "./instance.ts"
import type { LoadEnd } from "./load-figures.ts"

const PIECE_COMMANDS = 10
const CONNECTIONS = 20
const KEYS = 10_000
const VALUE = "v".repeat(32)
const ANSWER_BYTES = (PIECE_COMMANDS / 2) * ("+OK\r\n".length + `$${VALUE.length}\r\n${VALUE}\r\n`.length)

type Line = { socket: Socket; sentAt: number[]; received: number }

const { port, perSecond } = helperOptions<{ port: number; perSecond: number }>()
const pieces = Array.from({ length: 500 }, (_, index) => pieceOf(index))
const lines = await Promise.all(Array.from({ length: CONNECTIONS }, openLine))
let tookMicros: number[] = []
let [sent, isOn, begunAt] = [0, false, 0]

answerParent({
  begin: () => {
    tookMicros = []
    ;[sent, isOn, begunAt] = [0, true, performance.now()]
  },
  end: async (): Promise<LoadEnd> => {
    isOn = false
    const tookMs = performance.now() - begunAt
    while (lines.some(({ sentAt }) => sentAt.length > 0)) await new Promise((resolve) => setTimeout(resolve, 5))
    const histogram = histogramOf(tookMicros)
    const at = (fraction: number) => quantileMicros(histogram, fraction) ?? 0
    const perSecondHeld = (sent * PIECE_COMMANDS * 1_000) / tookMs
    return { perSecondHeld, p50Micros: at(0.5), p99Micros: at(0.99), worstMicros: histogram.maxMicros }
  },
})
setInterval(sendWhatIsDue, 1)

function sendWhatIsDue(): void {
  if (!isOn) return
  const now = performance.now()
  const due = Math.floor(((now - begunAt) * perSecond) / 1_000 / PIECE_COMMANDS)
  for (; sent < due; sent += 1) {
    const line = lines[sent % CONNECTIONS]
    line?.sentAt.push(performance.now())
    line?.socket.write(pieces[sent % pieces.length] ?? "")
  }
}

async function openLine(): Promise<Line> {
  const { host } = targetAt(port)
  const line: Line = { socket: connect(port, host), sentAt: [], received: 0 }
  await once(line.socket, "connect")
  line.socket.setNoDelay(true)
  line.socket.on("close", () => process.exit(1))
  line.socket.on("data", (chunk) => {
    line.received += chunk.length
    while (line.received >= ANSWER_BYTES) {
      line.received -= ANSWER_BYTES
      tookMicros.push((performance.now() - (line.sentAt.shift() ?? 0)) * 1_000)
    }
  })
  return line
}

/** A key is read right after it was written: every answer has the same length. */
function pieceOf(index: number): string {
  const keys = Array.from({ length: PIECE_COMMANDS / 2 }, (_, at) => `load:${(index * 7_919 + at * 104_729) % KEYS}`)
  return keys.map((key) => command("SET", key, VALUE) + command("GET", key)).join("")
}

function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`
}
