import { startTestServer } from "@signalbox/server/testing/start-test-server"
import { collectEnds } from "./ends.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const RACERS = 100

/** A fresh control plane on an open network: racers without the code, then racers who all have it. */
export async function faultF40({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const rounds = Math.max(1, Math.ceil(runs / RACERS))
  let withoutCode = 0
  let wrongWinners = 0
  for (let round = 0; round < rounds; round += 1) {
    const { stolen, admins } = await race()
    withoutCode += stolen
    if (admins !== 1) wrongWinners += 1
    progress(`round ${round + 1} of ${rounds}`)
  }
  const id = "F40"
  return [
    {
      id,
      claim: `${RACERS} racers without the code of the console`,
      figure: withoutCode,
      unit: "admins made",
      target: "0",
      pass: withoutCode === 0,
    },
    {
      id,
      claim: "20 racers with the code: exactly one admin",
      figure: wrongWinners,
      unit: "rounds with another count",
      target: "0",
      pass: wrongWinners === 0,
    },
  ]
}

async function race(): Promise<{ stolen: number; admins: number }> {
  const ends = collectEnds()
  try {
    const server = await startTestServer(ends)
    const claim = (code: string, n: number) =>
      server.open().mutate("access.claimFirstAdmin", {
        name: "Racer",
        email: `racer-${n}@example.test`,
        password: "a passphrase of a racer",
        code,
      })
    await Promise.all(Array.from({ length: RACERS }, (_, n) => claim(`sbl_guess${n}`, n)))
    const stolen = await server.db.user.count()
    await server.db.rateLimit.deleteMany()
    await Promise.all(Array.from({ length: 20 }, (_, n) => claim(server.firstAdminCode ?? "", n)))
    return { stolen, admins: await server.db.user.count({ where: { role: "admin" } }) }
  } finally {
    await ends.endAll()
  }
}
