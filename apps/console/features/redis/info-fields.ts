import type { RedisInfoView } from "@signalbox/domain/redis/schema"

type Section = { name: string; fields: RedisInfoView["sections"][number]["fields"] }

/** Fields whose name or meaning holds the text: those that we can explain first, then every section as Redis has it. */
export function findFields(sections: RedisInfoView["sections"], text: string): Section[] {
  const wanted = text.trim().toLowerCase()
  const fits = (field: Section["fields"][number]) =>
    `${field.name} ${field.meaning ?? ""}`.toLowerCase().includes(wanted)
  const explained = sections.flatMap(({ fields }) => fields.filter((field) => field.meaning !== null && fits(field)))
  const rest = sections.map(({ name, fields }) => ({
    name,
    fields: fields.filter((field) => field.meaning === null && fits(field)),
  }))
  return [{ name: "What matters", fields: explained }, ...rest].filter(({ fields }) => fields.length > 0)
}
