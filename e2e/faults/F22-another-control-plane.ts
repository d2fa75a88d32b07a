import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { helloServerText } from "@signalbox/protocol/hello"
import { Server } from "socket.io"
import { openLinkRig, startAgent, strangerKey } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** What stands at the control plane's address holds another key: the agent says hello, and not one word more. */
export async function faultF22({ progress }: FaultOptions): Promise<FaultRow> {
  const rig = await openLinkRig()
  const impostor = await openImpostor()
  try {
    const enrolled = await rig.enrolAgent()
    const agent = startAgent({ ...enrolled, identity: { ...enrolled.identity, url: impostor.url } })
    await agent.reached((state) => state.at === "waiting" && state.why === "control-plane-unknown")
    await agent.stop()
    progress(`the impostor heard: ${impostor.heard.join(", ")}`)
  } finally {
    await impostor.close()
    await rig.close()
  }
  const figure = impostor.heard.filter((name) => name !== "hello.begin").length
  return {
    id: "F22",
    claim: "an agent says nothing but hello to a control plane with another key",
    figure,
    unit: "further messages",
    target: "0",
    pass: figure === 0 && impostor.heard.length > 0,
  }
}

async function openImpostor() {
  const httpServer = createServer()
  const io = new Server(httpServer, { path: "/agent/socket.io", transports: ["websocket"] })
  const key = strangerKey()
  const heard: string[] = []
  io.of("/agent").on("connection", (socket) => {
    socket.onAny(
      (name: string, message: { serverId: string; agentNonce: string }, answer: (reply: unknown) => void) => {
        heard.push(name)
        const challenge = { serverNonce: Buffer.alloc(32).toString("base64"), protocol: 1 }
        const { serverId, agentNonce } = message
        const signature = key.sign(helloServerText({ serverId, agentNonce, ...challenge }))
        answer({ ok: true, value: { ...challenge, signature } })
      },
    )
  })
  httpServer.listen(0, "127.0.0.1")
  await once(httpServer, "listening")
  return { url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`, heard, close: () => io.close() }
}
