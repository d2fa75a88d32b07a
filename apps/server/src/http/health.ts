// For supervisors: /healthz says that the process lives, /readyz that it can do its work.
import type { Db } from "@signalbox/prisma/client"
import type { Route } from "./route.ts"

const patienceMs = 3_000

export function healthRoutes(db: Pick<Db, "$queryRaw">): Route[] {
  return [
    { method: "GET", path: "/healthz", handle: ({ res }) => void res.writeHead(200).end("ok\n") },
    {
      method: "GET",
      path: "/readyz",
      async handle({ res }) {
        const isReady = await answersInTime(db)
        res.writeHead(isReady ? 200 : 503).end(isReady ? "ok\n" : "the database does not answer\n")
      },
    },
  ]
}

async function answersInTime(db: Pick<Db, "$queryRaw">): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), patienceMs)
  try {
    const answer = db.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    )
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
