import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { enrol } from "@signalbox/agent/enrol"
import { makeEnrolmentToken } from "@signalbox/domain/servers/enrolment-token"
import { revokeEnrolment } from "@signalbox/domain/servers/revoke-enrolment"
import { Problem } from "@signalbox/protocol/problem"
import { type LinkRig, openLinkRig, POLICY } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

type BadToken = { name: string; make: (rig: LinkRig) => Promise<string> }

const BAD_TOKENS: BadToken[] = [
  { name: "empty", make: async () => "" },
  { name: "unknown", make: async () => makeEnrolmentToken() },
  {
    name: "used",
    async make(rig) {
      const token = await rig.makeToken()
      await tryToken(rig, token)
      return token
    },
  },
  {
    name: "expired",
    async make(rig) {
      const token = await rig.makeToken()
      await rig.domain.db.enrolment.updateMany({
        where: { usedAt: null },
        data: { expiresAt: new Date(Date.now() - 1) },
      })
      return token
    },
  },
  {
    name: "revoked",
    async make(rig) {
      const token = await rig.makeToken()
      const { id } = await rig.domain.db.enrolment.findFirstOrThrow({ orderBy: { id: "desc" } })
      await revokeEnrolment(rig.domain, { enrolmentId: id })
      return token
    },
  },
]

type Seen = { isAccepted: boolean; shape: string; ms: number }

/** Tokens that are not good any more, or never were: all refused, with one and the same answer. */
export async function faultF36({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const rig = await openLinkRig()
  const seen = new Map<string, Seen[]>(BAD_TOKENS.map(({ name }) => [name, []]))
  try {
    for (let round = 0; round < runs; round += 1) {
      for (const { name, make } of BAD_TOKENS) seen.get(name)?.push(await tryToken(rig, await make(rig)))
    }
  } finally {
    await rig.close()
  }
  const all = [...seen.values()].flat()
  const accepted = all.filter(({ isAccepted }) => isAccepted).length
  const shapes = new Set(all.map(({ shape }) => shape)).size
  const medians = [...seen].map(([name, list]) => ({ name, ms: median(list.map(({ ms }) => ms)) }))
  for (const { name, ms } of medians) progress(`${name}: ${ms.toFixed(1)} ms`)
  const spread = Math.max(...medians.map(({ ms }) => ms)) - Math.min(...medians.map(({ ms }) => ms))
  return [
    {
      id: "F36",
      claim: `${all.length} empty, unknown, used, expired and revoked tokens are refused`,
      figure: accepted,
      unit: "accepted",
      target: "0",
      pass: accepted === 0,
    },
    {
      id: "F36b",
      claim: "each of them with the same answer",
      figure: shapes,
      unit: "different answers",
      target: "1",
      pass: shapes === 1,
    },
    {
      id: "F36c",
      claim: "and in about the same time",
      figure: spread,
      unit: "ms between the medians",
      target: "< 10",
      pass: spread < 10,
    },
  ]
}

async function tryToken(rig: LinkRig, token: string): Promise<Seen> {
  const configDir = await mkdtemp(join(tmpdir(), `signalbox-F36-${randomUUID()}`))
  const started = performance.now()
  try {
    await enrol({ url: rig.url, keyFingerprint: rig.key.fingerprint, token, policy: POLICY, configDir })
    return { isAccepted: true, shape: "accepted", ms: performance.now() - started }
  } catch (error) {
    const shape = error instanceof Problem ? `${error.code} ${error.message}` : String(error)
    return { isAccepted: false, shape, ms: performance.now() - started }
  } finally {
    await rm(configDir, { recursive: true, force: true })
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
