import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { test } from "node:test"
import { Server } from "socket.io"
import { io } from "socket.io-client"
import { openEavesdropper } from "./eavesdropper.ts"

const SECRET = 'GE"HEIM=4711 und eine lange Zeile'

test("an eavesdropper hears a text in each form that it may travel in, masked by a WebSocket or not", async () => {
  const httpServer = createServer((_request, response) => response.end("ok"))
  const sockets = new Server(httpServer, { transports: ["websocket"] })
  sockets.on("connection", (socket) => {
    socket.onAny((_name, message: unknown, answer: (reply: unknown) => void) => answer({ back: message }))
  })
  httpServer.listen(0, "127.0.0.1")
  await once(httpServer, "listening")
  const forms: [name: string, form: unknown][] = [
    ["as it is", SECRET],
    ["JSON in JSON", JSON.stringify({ text: SECRET })],
    ["base64", Buffer.from(SECRET).toString("base64")],
    ["base64, one byte on", Buffer.from(`x${SECRET}`).toString("base64")],
    ["base64, two bytes on", Buffer.from(`xx${SECRET}y`).toString("base64url")],
    ["hex", Buffer.from(SECRET).toString("hex")],
    ["bytes", Buffer.from(SECRET)],
  ]
  for (const [name, form] of forms) {
    const ear = await openEavesdropper()
    ear.aim(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`)
    const socket = io(ear.url, { transports: ["websocket"], forceNew: true })
    await socket.emitWithAck("say", form)
    socket.disconnect()
    // There and back again.
    assert.ok(ear.heard(SECRET) >= 2, name)
    assert.equal(ear.heard("something else"), 0)
    ear.close()
  }
  await sockets.close()
})
