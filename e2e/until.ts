const LOOK_EVERY_MS = 100

/**
 * Asks until the answer is there. For things that no event tells a test, such as the state behind an API.
 * @throws Error with `what` and the last answer's words when `withinMs` have gone by.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, withinMs = 60_000): Promise<T> {
  const deadline = performance.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
      last = undefined
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline)
      throw new Error(`${what}: not within ${withinMs} ms${last ? `; last: ${String(last)}` : ""}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
