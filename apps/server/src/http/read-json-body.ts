import type { IncomingMessage } from "node:http"
import { Problem } from "@signalbox/protocol/problem"

/** @throws Problem `too-large`, `invalid-input` */
export async function readJsonBody(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new Problem("too-large", `The request has more than ${bytesMax} bytes.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch {
    throw new Problem("invalid-input", "The request is not JSON.")
  }
}
