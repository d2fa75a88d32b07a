import { z } from "zod"

const word = z.string().max(120)

/** INFO as it is now, field by field; the instance must be one that the agent watches. */
export const RedisInfoRequest = z.strictObject({ instance: z.string().max(300) })
export const RedisInfoReply = z.strictObject({
  at: z.number(),
  sections: z
    .array(
      z.strictObject({
        name: word,
        fields: z.array(z.strictObject({ name: word, value: z.string().max(500) })).max(400),
      }),
    )
    .max(40),
})
export type RedisInfoReply = z.infer<typeof RedisInfoReply>
