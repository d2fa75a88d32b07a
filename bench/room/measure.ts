// A machine drifts: what is compared is measured in turn, and only what was measured side by side is divided.

/** @throws Error when there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (below === undefined || above === undefined) throw new Error("a median of nothing was asked for")
  return (below + above) / 2
}

/**
 * Measures every side once a round, every second round in the opposite order, so that what gets slower with time falls on
 * all sides alike.
 */
export async function inTurn<Side extends string, Measured>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side, round: number) => Promise<Measured>,
): Promise<Record<Side, Measured[]>> {
  const measured = Object.fromEntries(sides.map((side) => [side, []])) as unknown as Record<Side, Measured[]>
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) measured[side].push(await measure(side, round))
  }
  return measured
}

/** How much more `these` are than `those` of the same rounds, in per cent: the median of the rounds' ratios. */
export function percentMore(these: readonly number[], those: readonly number[]): number {
  if (these.length !== those.length) throw new Error("only rounds of the same number can be compared")
  return (median(these.map((value, round) => value / (those[round] ?? Number.NaN))) - 1) * 100
}

/** By how many per cent a round differs from the one after it with nothing changed in between; 0 for a single round. */
export function noisePercent(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value / (values[index] ?? Number.NaN) - 1) * 100)
  return steps.length === 0 ? 0 : median(steps)
}

type Counted = { hits: number; of: number }

/** Whether something was seen more often here than there by more than chance does to counts, in one case of a thousand. */
export function isMoreOften(here: Counted, there: Counted): boolean {
  const expected = (there.hits * here.of) / there.of
  return here.hits - expected > 3 * Math.sqrt(here.hits + expected)
}
