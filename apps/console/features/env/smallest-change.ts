export type TextChange = { from: number; to: number; insert: string }

/** What must be replaced to make one text of the other; what they share at both ends stays, and the cursor in it. */
export function smallestChange(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let same = 0
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) }
}
