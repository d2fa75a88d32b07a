import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { blameKeys } from "@signalbox/env-file/blame"
import fc from "fast-check"
import { createEnvWorld, type EnvWorld } from "../testing/env-world.ts"
import { getEnv } from "./get-env.ts"
import { importEnv } from "./import-env.ts"
import { openDocumentText } from "./sealed-text.ts"

let world: EnvWorld
beforeEach(async () => {
  world = await createEnvWorld()
})
afterEach(() => world.close())

const view = () => getEnv(world.ctx, { serviceId: world.serviceId })
const revisionsOf = (serverId: string | null) =>
  world.db.envDocument.findMany({ where: { serviceId: world.serviceId, serverId }, orderBy: { revision: "asc" } })

/** As it is when every revision is opened. */
async function computed(serverId: string | null) {
  const rows = await revisionsOf(serverId)
  const texts = rows.map((row) => ({ number: row.revision, text: openDocumentText(world.ctx.sealer, row) }))
  return Object.fromEntries(
    [...blameKeys(texts)].map(([key, revision]) => {
      const row = rows.find((one) => one.revision === revision)
      return [key, { revision, authorName: row?.authorName, at: row?.createdAt.toISOString() }]
    }),
  )
}

async function assertTrueToHistory() {
  const env = await view()
  assert.deepEqual(env.base.blame, await computed(null))
  const { fra } = world.servers
  assert.deepEqual(env.servers.find((one) => one.serverId === fra)?.overrides.blame, await computed(fra))
}

const text = fc
  .dictionary(fc.constantFrom("A", "B", "C", "__proto__", "export"), fc.constantFrom("1", "2", '"1"', "'x y'"), {
    noNullPrototype: true,
  })
  .map((pairs) =>
    Object.entries(pairs)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  )
const edit = fc.record({ kind: fc.constantFrom("base", "overrides", "import"), text, isOld: fc.boolean() })

/** As a version of the program that did not keep it leaves it. */
const forgetBlame = () => world.db.$executeRaw`UPDATE "EnvDocument" SET blame = NULL`

async function carryOut({ kind, text, isOld }: { kind: string; text: string; isOld: boolean }) {
  const { fra } = world.servers
  world.time.now = new Date(world.time.now.getTime() + 60_000)
  const at = (rows: unknown[]) => rows.length
  const unlessSame = (error: { code: string }) => assert.equal(error.code, "nothing-to-do")
  if (kind === "base") await world.saveBase(text, at(await revisionsOf(null))).catch(unlessSame)
  if (kind === "overrides") await world.saveOverrides(fra, text, at(await revisionsOf(fra))).catch(unlessSame)
  if (kind === "import") {
    world.putFile(fra, world.envPath, { text })
    await importEnv(world.ctx, { serviceId: world.serviceId, serverId: fra })
  }
  if (isOld) await forgetBlame()
}

test("who last changed each key is told as if every revision were opened, whatever was edited, imported or left without it", async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(edit, { maxLength: 8 }), async (edits) => {
        for (const one of edits) {
          await carryOut(one)
          await assertTrueToHistory()
        }
      })
      .afterEach(async () => {
        await world.close()
        world = await createEnvWorld()
      }),
    { numRuns: 15 },
  )
})

test("a view opens as many texts after twenty revisions as after two, and old rows cost it once", async () => {
  const opened: string[] = []
  const { sealer } = world.ctx
  const counting = {
    ...world.ctx,
    sealer: {
      ...sealer,
      open(sealed: Uint8Array, context: string) {
        opened.push(context)
        return sealer.open(sealed, context)
      },
    },
  }
  async function openedByView() {
    opened.length = 0
    await getEnv(counting, { serviceId: world.serviceId })
    return opened.filter((context) => context.startsWith("EnvDocument/")).length
  }
  for (const revision of [0, 1]) await world.saveBase(`A=${revision}\n`, revision)
  await world.saveOverrides(world.servers.fra, "B=1\n", 0)
  assert.equal(await openedByView(), 2)
  for (let revision = 2; revision < 20; revision += 1) await world.saveBase(`A=${revision}\n`, revision)
  assert.equal(await openedByView(), 2)
  await forgetBlame()
  assert.equal(await openedByView(), 2 + 20 + 1)
  assert.equal(await openedByView(), 2)
  await assertTrueToHistory()
})

test("what is kept of it names keys and revisions, and holds no value, nor a key that is none", async () => {
  await world.saveOverrides(world.servers.fra, "A=canary-1\n", 0)
  world.putFile(world.servers.fra, world.envPath, { text: "A=canary-1\n2canary=1\n" })
  await importEnv(world.ctx, { serviceId: world.serviceId, serverId: world.servers.fra })
  const rows = await revisionsOf(world.servers.fra)
  assert.deepEqual(
    rows.map((row) => row.blame),
    [[["A", 1]], [["A", 1]]],
  )
})
