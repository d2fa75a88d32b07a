export type SideBySide = { workers: number; count: number }

/** Does a piece of work `count` times, by so many workers at once; each is told the piece's number, from 0, and its own. */
export async function sideBySide(
  { workers, count }: SideBySide,
  work: (piece: number, worker: number) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (next < count) await work(next++, worker)
    }),
  )
}
