// Hears every byte between agents and a control plane, and looks for secrets in all that it heard: as they are, and in the forms that
// a program or a protocol may have put them into.
import { openTcpRelay, type TcpRelay } from "./tcp-relay.ts"

export type Eavesdropper = Pick<TcpRelay, "url" | "aim" | "close"> & {
  /** How often a text was heard, in any of its forms. */
  heard(secret: string): number
  bytes(): number
}

export async function openEavesdropper(host?: string): Promise<Eavesdropper> {
  const streams = new Map<object, Buffer[]>()
  const onBytes = (bytes: Buffer, stream: object) => {
    streams.set(stream, [...(streams.get(stream) ?? []), bytes])
  }
  const relay = await openTcpRelay({ onBytes, ...(host !== undefined && { host }) })
  return {
    url: relay.url,
    aim: relay.aim,
    close: relay.close,
    bytes: () => [...streams.values()].flat().reduce((sum, { length }) => sum + length, 0),
    heard(secret) {
      let count = 0
      for (const parts of streams.values()) {
        const stream = Buffer.concat(parts)
        // What a WebSocket client sends is masked, which hides it from a search and from nobody else.
        for (const text of [stream, unmasked(stream)]) {
          for (const form of formsOf(secret)) count += occurrences(text, form)
        }
      }
      return count
    },
  }
}

function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const inJson = JSON.stringify(secret).slice(1, -1)
  const forms = new Set<string>([
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
  ])
  // Base64 of a text in the midst of another depends on where in a group of three it begins.
  for (const before of [0, 1, 2]) {
    const inner = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64")
    const sure = inner.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 4) / 3))
    forms.add(sure)
    forms.add(sure.replaceAll("+", "-").replaceAll("/", "_"))
  }
  return [...[...forms].map((form) => Buffer.from(form)), Buffer.from(secret, "utf16le")]
}

function occurrences(text: Buffer, form: Buffer): number {
  let count = 0
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) count += 1
  return count
}

/** The payloads of the WebSocket frames of one stream, one after the other; nothing where it is no WebSocket. */
function unmasked(stream: Buffer): Buffer {
  const head = stream.indexOf("\r\n\r\n")
  if (head < 0 || !/upgrade: *websocket/i.test(stream.subarray(0, head).toString("latin1"))) return Buffer.alloc(0)
  const payloads: Buffer[] = []
  let at = head + 4
  while (at + 2 <= stream.length) {
    const [length, lengthBytes] = lengthAt(stream, at + 1)
    const isMasked = ((stream[at + 1] ?? 0) & 0x80) !== 0
    const start = at + 2 + lengthBytes + (isMasked ? 4 : 0)
    const payload = Buffer.from(stream.subarray(start, start + length))
    if (isMasked)
      for (const [index, byte] of payload.entries()) payload[index] = byte ^ (stream[start - 4 + (index % 4)] ?? 0)
    payloads.push(payload)
    at = start + length
  }
  return Buffer.concat(payloads)
}

/** Length of a payload, and how many bytes beyond the first say so. */
function lengthAt(stream: Buffer, at: number): [length: number, bytes: number] {
  const short = (stream[at] ?? 0) & 0x7f
  if (short === 126) return [stream.readUInt16BE(at + 1), 2]
  return short === 127 ? [Number(stream.readBigUInt64BE(at + 1)), 8] : [short, 0]
}
