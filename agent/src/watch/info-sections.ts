import type { RedisInfoReply } from "@signalbox/protocol/redis"

const SECTIONS_MAX = 40
const FIELDS_MAX = 400
const NAME_CHARS_MAX = 120
const VALUE_CHARS_MAX = 500

/** INFO's text by its headings; what is more than a message should hold is cut off. */
export function sectionsOf(text: string): RedisInfoReply["sections"] {
  const sections: RedisInfoReply["sections"] = []
  for (const line of text.split(/\r?\n/)) {
    const heading = /^# (.+)$/.exec(line)?.[1]
    if (heading !== undefined) {
      if (sections.length === SECTIONS_MAX) break
      sections.push({ name: heading.slice(0, NAME_CHARS_MAX), fields: [] })
      continue
    }
    const cut = line.indexOf(":")
    const fields = sections.at(-1)?.fields
    if (cut < 1 || !fields || fields.length === FIELDS_MAX) continue
    fields.push({
      name: line.slice(0, Math.min(cut, NAME_CHARS_MAX)),
      value: line.slice(cut + 1).slice(0, VALUE_CHARS_MAX),
    })
  }
  return sections
}
