import { makeFirstAdminCode } from "@signalbox/domain/access/make-first-admin-code"
import { startTestServer, type TestServer } from "@signalbox/server/testing/start-test-server"
import { collectEnds } from "./ends.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const GUESSERS = 100
const HOLDERS = 5

/** A fresh control plane on an open network: racers without the code, then, `runs` times, racers who all have it. */
export async function faultF40({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const ends = collectEnds()
  try {
    const server = await startTestServer(ends)
    const guesses = Array.from({ length: GUESSERS }, (_, n) => `sbl_guess${n}`)
    const { admins: stolen } = await race(server, guesses)
    let wrong = 0
    for (let run = 1; run <= runs; run += 1) {
      await server.db.user.deleteMany()
      const code = await makeFirstAdminCode({ db: server.db, clock: { now: () => new Date() } })
      const { admins, told } = await race(
        server,
        Array.from({ length: HOLDERS }, () => code),
      )
      if (admins !== 1 || told !== 1) wrong += 1
      if (run % 20 === 0) progress(`${run} of ${runs} races with the code`)
    }
    return [
      {
        id: "F40",
        claim: `${GUESSERS} racers without the code of the console`,
        figure: stolen,
        unit: "admins made",
        target: "0",
        pass: stolen === 0,
      },
      {
        id: "F40b",
        claim: `${HOLDERS} racers with the code, ${runs} times: exactly one becomes admin, and is told so`,
        figure: wrong,
        unit: "races with another count",
        target: "0",
        pass: wrong === 0,
      },
    ]
  } finally {
    await ends.endAll()
  }
}

/** Everybody claims at once, each with the next code; counted are the admins in the database and the answers that said "done". */
async function race(server: TestServer, codes: string[]): Promise<{ admins: number; told: number }> {
  // So many from one address are held off, too: that is not what is asked here.
  await server.db.rateLimit.deleteMany()
  const answers = await Promise.all(
    codes.map((code, n) =>
      server.open().mutate("access.claimFirstAdmin", {
        name: "Racer",
        email: `racer-${n}@example.test`,
        password: "a passphrase of a racer",
        code,
      }),
    ),
  )
  const admins = await server.db.user.count({ where: { role: "admin" } })
  return { admins, told: answers.filter(({ status }) => status === 200).length }
}
