export class UsageError extends Error {}

/**
 * `--name value` pairs of a command's words.
 * @throws UsageError for anything else
 */
export function namedWords<N extends string>(words: string[], names: readonly N[]): Partial<Record<N, string>> {
  const found: Partial<Record<N, string>> = {}
  for (let at = 0; at < words.length; at += 2) {
    const name = names.find((candidate) => words[at] === `--${candidate}`)
    const value = words[at + 1]
    if (!name || value === undefined) throw new UsageError(`${words[at]} is not understood here.`)
    found[name] = value
  }
  return found
}
