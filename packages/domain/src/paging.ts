import { z } from "zod"

/** Lists page by cursor: an opaque string that the previous page gave. */
export const PageInput = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(200).default(50),
})
export type PageInput = z.infer<typeof PageInput>

export type Page<Item> = {
  items: Item[]
  /** Undefined on the last page. */
  nextCursor?: string
  /** All that match the filter, over all pages. */
  total: number
}
