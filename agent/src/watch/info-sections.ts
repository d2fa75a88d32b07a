import { fitsLink } from "@signalbox/protocol/message-size"
import type { RedisInfoReply } from "@signalbox/protocol/redis-info"

const SECTIONS_MAX = 40
const FIELDS_MAX = 400

/** INFO as it is printed: headings, and the fields below each. What the link would not carry is cut off at the end. */
export function sectionsOf(text: string, at: number): RedisInfoReply {
  const sections: RedisInfoReply["sections"] = []
  for (const line of text.split(/\r?\n/)) {
    const heading = /^#\s*(\S.*)$/.exec(line)?.[1]
    if (heading !== undefined && sections.length < SECTIONS_MAX) {
      sections.push({ name: heading.slice(0, 120), fields: [] })
      continue
    }
    const cut = line.indexOf(":")
    const fields = sections.at(-1)?.fields
    if (heading !== undefined || cut < 1 || !fields || fields.length >= FIELDS_MAX) continue
    fields.push({ name: line.slice(0, Math.min(cut, 120)), value: line.slice(cut + 1, cut + 501) })
  }
  while (sections.length > 0 && !fitsLink({ at, sections })) sections.pop()
  return { at, sections }
}
