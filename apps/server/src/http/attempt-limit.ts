/** True while an address stays below so many attempts within the window; what is refused does not count. */
export type AttemptLimit = (address: string) => boolean

/** Remembers attempts in this process. Time is monotonic, in milliseconds. */
export function createAttemptLimit(input: { max: number; windowMs: number; nowMs: () => number }): AttemptLimit {
  const attempts = new Map<string, number[]>()
  let sweptAt = input.nowMs()

  function sweep(now: number): void {
    if (now - sweptAt < input.windowMs) return
    sweptAt = now
    for (const [address, times] of attempts) {
      if ((times.at(-1) ?? 0) <= now - input.windowMs) attempts.delete(address)
    }
  }

  return (address) => {
    const now = input.nowMs()
    sweep(now)
    const recent = (attempts.get(address) ?? []).filter((at) => at > now - input.windowMs)
    const isAllowed = recent.length < input.max
    attempts.set(address, isAllowed ? [...recent, now] : recent)
    return isAllowed
  }
}
