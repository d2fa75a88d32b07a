import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF37 } from "./F37-copied-identity.ts"
import { isOnline, openLinkRig, startAgent } from "./link-rig.ts"

test("F37 a copied identity is locked out together with the original", async () => {
  for (const row of await faultF37({ runs: 1, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})

test("F37 an agent that dies before it says anything with its new state is no clone", async () => {
  const rig = await openLinkRig()
  try {
    const enrolled = await rig.enrolAgent()
    for (let connect = 0; connect < 5; connect += 1) {
      // Never reports: the control plane cannot know whether the state it handed over was kept.
      const silent = startAgent(enrolled, { observe: () => new Promise(() => {}) })
      await silent.reached(isOnline)
      const gone = new Promise<void>((resolve) => rig.gateway.sessions.onDisconnected(() => resolve()))
      await silent.stop()
      await gone
    }
  } finally {
    await rig.close()
  }
})
