// Another client, who asks every millisecond and knows nothing of us: what it has to wait, others have to wait.
import { once } from "node:events"
import { connect } from "node:net"
import { histogramOf, quantileMicros } from "../../packages/protocol/src/latency-histogram.ts"
import { answerParent, helperOptions } from "../room/helper.ts"
import type { GapEnd } from "./gap-figures.ts"
import { targetAt } from "./instance.ts"

const { port } = helperOptions<{ port: number }>()
const socket = connect(port, targetAt(port).host)
await once(socket, "connect")
socket.setNoDelay(true)
let [waits, sentAt] = [[] as number[], 0]

socket.on("data", () => {
  waits.push((performance.now() - sentAt) * 1_000)
  setTimeout(send, 1)
})
send()
answerParent({
  begin: () => {
    waits = []
  },
  end: (): GapEnd => {
    const histogram = histogramOf(waits)
    return {
      count: histogram.count,
      worstMicros: histogram.maxMicros,
      p999Micros: quantileMicros(histogram, 0.999) ?? 0,
      over2ms: waits.filter((micros) => micros > 2_000).length,
    }
  },
})

function send(): void {
  sentAt = performance.now()
  socket.write("PING\r\n")
}
