// The one way to a Prisma client. Queries are never logged: their parameters are people's data.
import { PrismaPg } from "@prisma/adapter-pg"
import { type Prisma, PrismaClient } from "../generated/client.ts"
import { oneQueryAtATime } from "./one-query-at-a-time.ts"

export type Db = PrismaClient
/** What a use case gets inside `db.$transaction(async (tx) => …)`. */
export type Tx = Prisma.TransactionClient

export type OpenOptions = {
  /** Most connections held at once. */
  poolMax?: number
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onConnectionError?: (error: Error) => void
}

/** Opens a pool of connections lazily: nothing is sent until the first query. Close it when done. */
export function openDatabase(url: string, options: OpenOptions = {}): { db: Db; close(): Promise<void> } {
  const onError = options.onConnectionError ?? (() => {})
  const adapter = oneQueryAtATime(
    new PrismaPg(
      { connectionString: url, max: options.poolMax ?? 20, connectionTimeoutMillis: 5_000 },
      { onPoolError: onError, onConnectionError: onError },
    ),
  )
  const db = new PrismaClient({
    adapter,
    log: [],
    errorFormat: "minimal",
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  })
  return { db, close: () => db.$disconnect() }
}
