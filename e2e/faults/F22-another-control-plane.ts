import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { enrol } from "@signalbox/agent/enrol"
import type { Answer } from "@signalbox/protocol/answer"
import { enrolKeyText } from "@signalbox/protocol/enrol"
import { type HelloBegin, type HelloChallenge, helloServerText } from "@signalbox/protocol/hello"
import { makeExchangeKey } from "@signalbox/protocol/key-exchange"
import { Problem } from "@signalbox/protocol/problem"
import { keyFingerprint } from "@signalbox/protocol/signature"
import { openEavesdropper } from "../hosts/eavesdropper.ts"
import { openImpostor } from "./impostor.ts"
import {
  finishedChange,
  isOnline,
  isWaiting,
  type LinkRig,
  openLinkRig,
  POLICY,
  startAgent,
  strangerKey,
} from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** What stands at the control plane's address holds another key, or hands everything on to the true one and listens. */
export async function faultF22({ progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  try {
    const said = await toImpostors(rig, progress)
    const tokens = await tokensToImpostors(rig)
    const listened = await listenIn(rig)
    progress(`${listened.bytes} bytes heard, the server's id ${listened.known} times`)
    return [
      {
        id: "F22",
        claim: "an agent says nothing but hello to a control plane with another key, and believes no refusal of it",
        figure: said,
        unit: "further messages, or believed",
        target: "0",
        pass: said === 0,
      },
      {
        id: "F22b",
        claim: "an enrolling agent sends its token to nobody that the line's key does not vouch for, in 3 guises",
        figure: tokens,
        unit: "requests with something to read",
        target: "0",
        pass: tokens === 0,
      },
      {
        id: "F22c",
        claim:
          "who hears every byte of enrolment, handshake, change, env.read and result hears no token and no env text",
        figure: listened.secrets,
        unit: "secrets heard, in any form",
        target: "0",
        pass: listened.secrets === 0 && listened.known > 0 && rig.faults.length === 0,
      },
    ]
  } finally {
    await rig.close()
  }
}

/** One signs with its own key; the others refuse, with all that would have an agent wait for a person. */
async function toImpostors(rig: LinkRig, progress: FaultOptions["progress"]): Promise<number> {
  const enrolled = await rig.enrolAgent()
  let further = 0
  for (const refusal of [undefined, "agent-revoked", "agent-locked", "agent-unknown"] as const) {
    const heard: string[] = []
    const impostor = await openImpostor((socket) => {
      socket.onAny((name: string, begin: HelloBegin, answer: (reply: Answer) => void) => {
        heard.push(name)
        answer(refusal ? { ok: false, problem: new Problem(refusal).toView() } : { ok: true, value: forge(begin) })
      })
    })
    const agent = startAgent({ ...enrolled, identity: { ...enrolled.identity, url: impostor.url } })
    const state = await agent.reached(isWaiting)
    await agent.stop()
    await impostor.close()
    progress(`the impostor heard: ${heard.join(", ")}`)
    if (heard.length === 0) throw new Error("the impostor heard nothing at all")
    further += heard.filter((name) => name !== "hello.begin").length
    further += Number(state.at !== "waiting" || state.why !== (refusal ? "no-answer" : "control-plane-unknown"))
  }
  return further
}

function forge(begin: HelloBegin): HelloChallenge {
  const key = strangerKey()
  const controlPlaneKey = keyFingerprint(key.publicKey.export({ format: "der", type: "spki" }))
  const serverNonce = randomBytes(32).toString("base64")
  const challenge = { serverNonce, serverKey: makeExchangeKey().publicKey, protocol: 1 }
  return { ...challenge, signature: key.sign(helloServerText({ controlPlaneKey, begin, challenge })) }
}

/** It offers a key of its own: vouched for by itself, by the true control plane's signature over another, or by nobody. */
async function tokensToImpostors(rig: LinkRig): Promise<number> {
  const enrolmentKey = makeExchangeKey().publicKey
  const stranger = strangerKey()
  const own = stranger.publicKey.export({ format: "der", type: "spki" }).toString("base64")
  const signature = stranger.sign(enrolKeyText(enrolmentKey))
  const truth = (await (await fetch(`${rig.url}/agent/enrol-key`)).json()) as object
  const offers = [
    { controlPlaneKey: own, enrolmentKey, signature },
    { ...truth, enrolmentKey },
    { ...truth, enrolmentKey, signature },
  ]
  let posted = 0
  for (const offer of offers) {
    const server = createServer((request, response) => {
      posted += Number(request.method === "POST")
      response.setHeader("content-type", "application/json").end(JSON.stringify(offer))
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const input = { url, keyFingerprint: rig.key.fingerprint, token: await rig.makeToken(), policy: POLICY }
    const code = await enrol({ ...input, configDir: join(rig.folder, randomUUID()) }).then(
      () => "enrolled",
      (error: { code?: string }) => error.code,
    )
    if (code !== "control-plane-unknown") posted += 1
    server.close()
  }
  return posted
}

/** The true control plane answers, and every byte goes through somebody's hands. */
async function listenIn(rig: LinkRig): Promise<{ secrets: number; known: number; bytes: number }> {
  const ear = await openEavesdropper()
  ear.aim(rig.url)
  const [written, read, evidence] = ["written", "read", "logged"].map(
    (word) => `${word}"${randomBytes(24).toString("hex")}\n=${randomBytes(24).toString("base64")}`,
  ) as [string, string, string]
  const token = await rig.makeToken()
  const enrolled = await rig.enrolAgent({ url: ear.url, token })
  const told = Promise.withResolvers<void>()
  const forget = rig.gateway.sessions.onFinished(async () => told.resolve())
  let taken = ""
  const agent = startAgent(enrolled, {
    handlers: {
      "change.begin": {
        mutates: true,
        timeoutMs: 5_000,
        async handle({ payload }) {
          taken = payload
          return {}
        },
      },
      "env.read": { mutates: false, timeoutMs: 5_000, handle: async () => ({ file: FILE, text: read }) },
      "checks.run": { mutates: false, timeoutMs: 5_000, handle: async () => ({ results: [] }) },
      "redis.info": { mutates: false, timeoutMs: 5_000, handle: async () => ({ at: 0, sections: [] }) },
    },
  })
  await agent.reached(isOnline)
  const { serverId } = enrolled.identity
  await rig.gateway.sessions.request(serverId, "change.begin", commandFor(serverId, written))
  const reply = await rig.gateway.sessions.request(serverId, "env.read", { path: FILE.path })
  const line = { at: 1, unit: "a.service", identifier: "a", priority: 6, text: evidence }
  agent.results.push(finishedChange(randomUUID(), { journal: [line] }))
  agent.finished()
  await told.promise
  forget()
  await agent.stop()
  ear.close()
  if (!taken.includes(written.slice(0, 7)) || reply.text !== read) throw new Error("what was to be heard was not said")
  const parts = [token, ...[written, read, evidence].flatMap((secret) => [secret, ...secret.split(/["\n]/).slice(1)])]
  const secrets = parts.reduce((sum, part) => sum + ear.heard(part), 0)
  return { secrets, known: ear.heard(serverId), bytes: ear.bytes() }
}

const FILE = {
  path: "/a",
  state: "present",
  hash: "0".repeat(64),
  owner: "a",
  group: "a",
  mode: "0600",
  mtimeMs: 1,
} as const

function commandFor(serverId: string, text: string) {
  return {
    id: randomUUID(),
    serverId,
    seq: 1,
    kind: "change",
    payload: JSON.stringify({ text }),
    payloadHash: "0".repeat(64),
    ttlMs: 60_000,
    signature: "AAAA",
  } as const
}
