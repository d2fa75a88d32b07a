export type Batch = { number: number; serverIds: string[] }

/** The canary first, then batches of one size, in the order given. Numbers begin at 1. */
export function planBatches(
  serverIds: readonly string[],
  { canary, batchSize }: { canary: number; batchSize: number },
): Batch[] {
  const batches: Batch[] = []
  for (let from = 0; from < serverIds.length; ) {
    const size = from === 0 && canary > 0 ? canary : batchSize
    batches.push({ number: batches.length + 1, serverIds: serverIds.slice(from, from + size) })
    from += size
  }
  return batches
}
