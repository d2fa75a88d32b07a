// The JSON columns of a conversion.
import { z } from "zod"

export const StoredConversionPlan = z.strictObject({
  measureMs: z.number().int(),
  queues: z.enum(["drain", "leave"]),
  services: z.array(z.strictObject({ serviceId: z.uuid(), keys: z.array(z.string()) })),
})
export type StoredConversionPlan = z.infer<typeof StoredConversionPlan>

/** What was set in one document; `before` null for a key that was not there. Sealed: values may be secret. */
export const StoredEdits = z.array(
  z.strictObject({
    serviceId: z.uuid(),
    /** Null for the base. */
    serverId: z.uuid().nullable(),
    key: z.string(),
    before: z.string().nullable(),
    after: z.string(),
  }),
)
export type StoredEdits = z.infer<typeof StoredEdits>

export const editsContext = (conversionId: string) => `Conversion/${conversionId}/edits`

/** Milliseconds since the epoch. */
export const StoredWindow = z.strictObject({ from: z.number(), to: z.number() })
export type StoredWindow = z.infer<typeof StoredWindow>

const figure = z.number().nullable()
/** What was measured in one window. Null is "not measured", never 0. */
export const StoredFigures = z.strictObject({
  sharedConnections: figure,
  sharedBytesPerSecond: figure,
  servers: z.array(
    z.strictObject({
      serverId: z.uuid(),
      serverName: z.string(),
      sharedSockets: figure,
      overheadMicros: figure,
      timeoutsPerHour: figure,
      localBytes: figure,
      watchedMs: z.number(),
    }),
  ),
})
export type StoredFigures = z.infer<typeof StoredFigures>
