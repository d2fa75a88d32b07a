import { saveEnv } from "@signalbox/domain/env/save-env"
import { SaveEnvInput } from "@signalbox/domain/env/schema"
import { openDocumentText } from "@signalbox/domain/env/sealed-text"
import { createEnvWorld, type EnvWorld } from "@signalbox/domain/testing/env-world"
import { Problem } from "@signalbox/protocol/problem"
import type { FaultOptions, FaultRow } from "./row.ts"

/**
 * Two operators save the same document from the same revision at the same moment. Counted are the races after which the database does not
 * hold exactly what the one who was told "saved" had written, or the other was told anything but "stale".
 */
export async function faultF13({ runs, progress }: FaultOptions): Promise<FaultRow> {
  const world = await createEnvWorld()
  let wrong = 0
  try {
    for (let run = 0; run < runs; run += 1) {
      const texts = ["first", "second"].map((who) => `KEY=${who}-${run}\n`)
      const results = await Promise.allSettled(texts.map((text) => save(world, { text, editedFrom: run })))
      if (!(await isSound(world, { revision: run + 1, texts, results }))) wrong += 1
    }
    progress(`${runs} races over one base, 3 servers`)
  } finally {
    await world.close()
  }
  return {
    id: "F13",
    claim: `two operators save one env from the same revision at once, ${runs} times: one wins, the other sees the conflict`,
    figure: wrong,
    unit: "races that ended otherwise",
    target: "0",
    pass: wrong === 0,
  }
}

function save({ ctx, serviceId }: EnvWorld, base: { text: string; editedFrom: number }) {
  return saveEnv(ctx, SaveEnvInput.parse({ serviceId, base }))
}

type Race = { revision: number; texts: string[]; results: PromiseSettledResult<unknown>[] }

async function isSound({ db, ctx }: EnvWorld, { revision, texts, results }: Race): Promise<boolean> {
  const won = results.flatMap((result, index) => (result.status === "fulfilled" ? [texts[index]] : []))
  const isTold = results.every((result) => result.status === "fulfilled" || isStale(result.reason))
  const rows = await db.envDocument.findMany({ where: { revision: { gte: revision } } })
  const stored = rows.map((row) => openDocumentText(ctx.sealer, row))
  return isTold && won.length === 1 && stored.length === 1 && stored[0] === won[0]
}

function isStale(error: unknown): boolean {
  return error instanceof Problem && error.code === "stale-revision"
}
