import assert from "node:assert/strict"
import { createHash, randomBytes } from "node:crypto"
import { once } from "node:events"
import { connect, createServer, type Server, type Socket } from "node:net"
import { after, afterEach, before, suite, test } from "node:test"
import { type SlowLink, startSlowLink } from "./slow-link.ts"

suite("the slow link", () => {
  let echo: Server
  const links: SlowLink[] = []
  const sockets: Socket[] = []

  before(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {})
      socket.pipe(socket)
    })
    await once(echo.listen(0, "127.0.0.1"), "listening")
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await Promise.all(links.splice(0).map((link) => link.stop()))
  })
  after(() => echo.close())

  const linkTo = async (targetPort: number, delayMs: number) => {
    const link = await startSlowLink({
      listenAddress: "127.0.0.1",
      listenPort: 0,
      targetAddress: "127.0.0.1",
      targetPort,
      delayMs,
    })
    links.push(link)
    return link
  }
  const echoLink = (delayMs: number) => linkTo((echo.address() as { port: number }).port, delayMs)
  const open = async (link: SlowLink) => {
    const socket = connect(link.port, link.address)
    sockets.push(socket)
    await once(socket, "connect")
    return socket
  }
  const warm = async (socket: Socket) => {
    socket.write(".")
    await once(socket, "data")
    return socket
  }

  test("makes a round trip take at least twice its delay", async () => {
    const socket = await warm(await open(await echoLink(75)))
    const sentAt = performance.now()
    socket.write("ping")
    const [answer] = await once(socket, "data")
    assert.equal(String(answer), "ping")
    assert.ok(performance.now() - sentAt >= 150)
  })

  test("makes the first answer on a new connection wait for the handshake's round trip too", async () => {
    const socket = connect((await echoLink(40)).port, "127.0.0.1")
    sockets.push(socket)
    const startedAt = performance.now()
    await warm(socket)
    assert.ok(performance.now() - startedAt >= 120)
  })

  test("keeps every byte in order, more than fits on the way at once", async () => {
    const socket = await open(await echoLink(20))
    const sent = randomBytes(20 * 1024 * 1024)
    const received = createHash("sha256")
    socket.on("data", (bytes) => received.update(bytes))
    socket.end(sent)
    await once(socket, "end")
    assert.equal(received.digest("hex"), createHash("sha256").update(sent).digest("hex"))
  })

  test("delays messages side by side, not one after the other", async () => {
    const link = await echoLink(100)
    const [many, late] = [await warm(await open(link)), await warm(await open(link))]
    const arrivals: string[] = []
    let echoed = 0
    const allEchoed = new Promise<void>((resolve) => {
      many.on("data", (bytes) => {
        echoed += bytes.length
        if (echoed < 50) return
        arrivals.push("the fiftieth of many")
        resolve()
      })
    })
    for (let sent = 0; sent < 50; sent += 1) {
      many.write("x")
      await new Promise(setImmediate)
    }
    link.setDelay(1_000)
    late.write("y")
    const lateEchoed = once(late, "data").then(() => arrivals.push("the one sent last over a slower way"))
    await Promise.all([allEchoed, lateEchoed])
    assert.deepEqual(arrivals, ["the fiftieth of many", "the one sent last over a slower way"])
  })

  test("is silent while cut, and hands out what was held when restored", async () => {
    const [cut, whole] = [await echoLink(30), await echoLink(30)]
    const [held, free] = [await warm(await open(cut)), await warm(await open(whole))]
    let received = ""
    held.on("data", (bytes) => {
      received += bytes
    })
    cut.cut()
    held.write("held ")
    held.write("back")
    // A connection made meanwhile hears nothing either.
    const meanwhile = await open(cut)
    let heardMeanwhile = 0
    meanwhile.on("data", (bytes) => {
      heardMeanwhile += bytes.length
    })
    meanwhile.write("?")
    for (let rounds = 0; rounds < 5; rounds += 1) await warm(free)
    assert.equal(received, "")
    assert.equal(heardMeanwhile, 0)
    assert.equal(held.destroyed, false)
    cut.restore()
    held.end()
    await once(held, "end")
    assert.equal(received, "held back")
  })

  test("passes on that the far end is not there", async () => {
    const gone = createServer()
    await once(gone.listen(0, "127.0.0.1"), "listening")
    const { port } = gone.address() as { port: number }
    gone.close()
    const socket = await open(await linkTo(port, 10))
    const [error] = await once(socket, "error")
    assert.equal((error as NodeJS.ErrnoException).code, "ECONNRESET")
  })
})
