/** Milliseconds of processor time that `run` takes: unlike time on the clock, the same on a busy machine. */
export function cpuMs(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return Math.round((user + system) / 1000)
}
