// One direction of the slow link: bytes, the end of the stream and a broken connection all travel in it, in order.

import type { Socket } from "node:net"

type Parcel = { readonly dueAt: number } & (
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "end" }
  | { readonly kind: "broken" }
)

/** As much as may be on the way: beyond it the sender waits, as it would for its TCP window. */
const bytesOnTheWayMax = 8 * 1024 * 1024

export class DelayLine {
  readonly #from: Socket
  readonly #to: Socket
  readonly #delayMs: () => number
  readonly #parcels: Parcel[] = []
  #bytesOnTheWay = 0
  #lastDueAt = 0
  #isHeld = false
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, delayMs: () => number) {
    this.#from = from
    this.#to = to
    this.#delayMs = delayMs
    from.on("data", (bytes: Buffer) => this.#put({ kind: "bytes", bytes, dueAt: this.#dueAt() }))
    from.on("end", () => this.#put({ kind: "end", dueAt: this.#dueAt() }))
    from.on("error", () => this.#put({ kind: "broken", dueAt: this.#dueAt() }))
    to.on("close", () => clearTimeout(this.#timer))
  }

  /** Nothing comes out before this many ms from now. */
  openAfter(ms: number): void {
    this.#lastDueAt = Math.max(this.#lastDueAt, performance.now() + ms)
  }

  hold(): void {
    this.#isHeld = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  release(): void {
    this.#isHeld = false
    this.#schedule()
  }

  /** Not before what entered earlier, which would hold it up anyway, nor before the line is open. */
  #dueAt(): number {
    this.#lastDueAt = Math.max(this.#lastDueAt, performance.now() + this.#delayMs())
    return this.#lastDueAt
  }

  #put(parcel: Parcel): void {
    this.#parcels.push(parcel)
    if (parcel.kind === "bytes") this.#bytesOnTheWay += parcel.bytes.length
    if (this.#bytesOnTheWay > bytesOnTheWayMax) this.#from.pause()
    this.#schedule()
  }

  #schedule(): void {
    const first = this.#parcels[0]
    if (first === undefined || this.#isHeld || this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, first.dueAt - performance.now()))
  }

  #deliver(): void {
    this.#timer = undefined
    for (let first = this.#parcels[0]; first && first.dueAt <= performance.now(); first = this.#parcels[0]) {
      this.#parcels.shift()
      this.#hand(first)
    }
    this.#schedule()
  }

  #hand(parcel: Parcel): void {
    switch (parcel.kind) {
      case "bytes":
        if (this.#to.writable) this.#to.write(parcel.bytes, () => this.#arrived(parcel.bytes.length))
        break
      case "end":
        this.#to.end()
        break
      case "broken":
        this.#to.resetAndDestroy()
        break
    }
  }

  #arrived(bytes: number): void {
    this.#bytesOnTheWay -= bytes
    if (this.#bytesOnTheWay <= bytesOnTheWayMax) this.#from.resume()
  }
}
