// Within a transaction there is one connection, and a query with several relations makes Prisma send several statements at once. The driver
// queues them, and prints a warning about it on the user's terminal; queued here, they reach it one by one.
import type { PrismaPg } from "@prisma/adapter-pg"

type Transaction = Awaited<ReturnType<Awaited<ReturnType<PrismaPg["connect"]>>["startTransaction"]>>

/** Makes every transaction of this adapter hand its statements to the driver one after the other. */
export function oneQueryAtATime(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const startTransaction = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (isolationLevel) => queued(await startTransaction(isolationLevel))
    return adapter
  }
  return factory
}

function queued(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<Query, Result>(run: (query: Query) => Promise<Result>): (query: Query) => Promise<Result> {
    return (query) => {
      const result = last.then(() => run(query))
      // One that fails is told to who asked for it; those behind it have their turn all the same.
      last = result.catch(() => {})
      return result
    }
  }
  transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction))
  transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction))
  return transaction
}
