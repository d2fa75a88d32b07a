/**
 * Which servers agree about a key, without telling its value: equal values get the same letter, `A` the most common
 * one (among equally common ones, that of the first server in the map), then B, C … Z, AA. A server that does not
 * have the key gets no letter. Values may be given as they are or as keyed hashes of them.
 */
export function equalityGroups(valuesByServer: ReadonlyMap<string, string | undefined>): Map<string, string> {
  const counts = new Map<string, number>()
  for (const value of valuesByServer.values()) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  // The sort is stable, and the map is in the order of first appearance.
  const ranked = [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value)
  const letters = new Map(ranked.map((value, rank) => [value, letterFor(rank)]))
  const groups = new Map<string, string>()
  for (const [server, value] of valuesByServer) {
    const letter = value === undefined ? undefined : letters.get(value)
    if (letter !== undefined) groups.set(server, letter)
  }
  return groups
}

/** 0 is A, 25 is Z, 26 is AA. */
function letterFor(rank: number): string {
  const last = String.fromCharCode(65 + (rank % 26))
  return rank < 26 ? last : letterFor(Math.floor(rank / 26) - 1) + last
}
