import { z } from "zod"
import { UnitName } from "./names.ts"

/** Why a socket to a Redis is right or wrong. */
export const SocketVerdict = z.enum(["expected", "old-process", "other-instance", "no-env"])
export type SocketVerdict = z.infer<typeof SocketVerdict>

export const UnitSockets = z.strictObject({
  unit: UnitName,
  /** False when the system did not let us look: then no socket does not mean none. */
  isReadable: z.boolean(),
  processes: z.number().int().min(0),
  connections: z
    .array(
      z.strictObject({
        /** `host:port`. Connections by unix sockets are not told: the kernel does not show whose they are. */
        instance: z.string().max(300),
        sockets: z.number().int().min(1),
        pids: z.array(z.number().int().min(1)).max(32),
        /** Start of the oldest of these processes, milliseconds since the epoch. */
        runsSince: z.number(),
        verdict: SocketVerdict,
        reason: z.string().max(400),
      }),
    )
    .max(64),
  /** Instances that the env text names and no socket goes to. */
  missing: z.array(z.string().max(300)).max(32),
})
export type UnitSockets = z.infer<typeof UnitSockets>

/** Which Redis the units of this server are connected to. */
export const RedisSockets = z.strictObject({
  at: z.number(),
  units: z.array(UnitSockets).max(64),
  /** Why sockets could not be looked at, in words; null when they could. */
  fault: z.string().max(300).nullable(),
})
export type RedisSockets = z.infer<typeof RedisSockets>
