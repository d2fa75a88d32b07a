import { failureOf, RedisFailure, type Reply } from "./reply.ts"

export type ReplyBounds = { bytesMax: number; itemsMax: number }

const LINE_BYTES_MAX = 16 * 1024
const DEPTH_MAX = 8
const MORE = Symbol("more bytes are needed")

/**
 * Reads RESP2 as it arrives. Nothing is set aside for a length that is merely announced: a server that lies about one
 * costs what it really sends, and at most the bounds.
 */
export class ReplyReader {
  readonly #bounds: ReplyBounds
  readonly #onReply: (reply: Reply) => void
  #chunks: Buffer[] = []
  #held = 0
  /** Bytes without which the next piece cannot be read. */
  #need = 1
  #bytes = 0
  #items = 0
  readonly #open: { items: Reply[]; left: number }[] = []

  constructor(bounds: ReplyBounds, onReply: (reply: Reply) => void) {
    this.#bounds = bounds
    this.#onReply = onReply
  }

  /** What comes now belongs to a new question, with bounds of its own. */
  reset(): void {
    this.#bytes = 0
    this.#items = 0
  }

  /** @throws RedisFailure `too-large`, `not-redis` */
  push(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#bounds.bytesMax) throw new RedisFailure("too-large")
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#need) return
    const data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    let at = 0
    for (let next = this.#readPiece(data, at); next !== MORE; next = this.#readPiece(data, at)) at = next
    this.#chunks = at < data.length ? [data.subarray(at)] : []
    this.#held = data.length - at
  }

  /** Where the next piece begins. */
  #readPiece(data: Buffer, at: number): number | typeof MORE {
    const end = data.indexOf("\r\n", at)
    if (end < 0) {
      if (data.length - at > LINE_BYTES_MAX) throw new RedisFailure("not-redis")
      this.#need = data.length - at + 1
      return MORE
    }
    const line = data.toString("utf8", at + 1, end)
    switch (String.fromCharCode(data[at] ?? 0)) {
      case "+":
        return this.#put(line, end + 2)
      case "-":
        return this.#put(failureOf(line), end + 2)
      case ":":
        return this.#put(Number(line), end + 2)
      case "*":
        return this.#openArray(lengthOf(line, this.#bounds.itemsMax), end + 2)
      case "$":
        return this.#readBulk(data, { at, from: end + 2, length: lengthOf(line, this.#bounds.bytesMax) })
      default:
        throw new RedisFailure("not-redis")
    }
  }

  #readBulk(data: Buffer, bulk: { at: number; from: number; length: number }): number | typeof MORE {
    if (bulk.length < 0) return this.#put(null, bulk.from)
    const next = bulk.from + bulk.length + 2
    if (data.length < next) {
      this.#need = next - bulk.at
      return MORE
    }
    return this.#put(Buffer.from(data.subarray(bulk.from, next - 2)), next)
  }

  #openArray(length: number, next: number): number {
    if (length <= 0) return this.#put(length < 0 ? null : [], next)
    if (this.#open.length >= DEPTH_MAX) throw new RedisFailure("not-redis")
    this.#open.push({ items: [], left: length })
    return next
  }

  #put(value: Reply, next: number): number {
    this.#items += 1
    if (this.#items > this.#bounds.itemsMax) throw new RedisFailure("too-large")
    this.#need = 1
    let whole = value
    for (let top = this.#open.at(-1); top; top = this.#open.at(-1)) {
      top.items.push(whole)
      top.left -= 1
      if (top.left > 0) return next
      this.#open.pop()
      whole = top.items
    }
    this.#onReply(whole)
    return next
  }
}

function lengthOf(line: string, max: number): number {
  if (!/^-?\d{1,15}$/.test(line)) throw new RedisFailure("not-redis")
  const length = Number(line)
  if (length > max) throw new RedisFailure("too-large")
  return length
}
