import { z } from "zod"
import { LINE_CHARS_MAX } from "./limits.ts"
import { AbsolutePath, UnitName } from "./names.ts"

const within = z.number().int().min(100).max(120_000)
const host = z.string().min(1).max(253)
const port = z.number().int().min(1).max(65_535)
/** Env keys from which a check takes what it should not hold itself, such as a password. */
const envKey = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .max(128)

/** One question with a yes/no/unknown answer. Run after a change, and on demand. */
export const CheckSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("unit-active"), unit: UnitName, forMs: within.default(10_000) }),
  z.strictObject({
    kind: z.literal("http"),
    url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      // The definition of a service is read by everybody and stands in the audit log.
      .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), "must not carry a name or a password"),
    status: z.number().int().min(100).max(599).default(200),
    timeoutMs: within.default(5_000),
    /** Keeps trying until it passes or this has gone by: programs take time to listen. */
    withinMs: within.default(20_000),
  }),
  z.strictObject({ kind: z.literal("tcp"), host, port, withinMs: within.default(20_000) }),
  z.strictObject({
    kind: z.literal("redis-ping"),
    /** Key of the applied env that holds a redis:// URL … */
    urlKey: envKey.optional(),
    /** … or the keys that hold its parts. */
    hostKey: envKey.optional(),
    portKey: envKey.optional(),
    passwordKey: envKey.optional(),
    withinMs: within.default(10_000),
  }),
  z.strictObject({
    kind: z.literal("journal-shows"),
    unit: UnitName,
    pattern: z.string().min(1).max(200),
    withinMs: within.default(20_000),
  }),
  z.strictObject({
    kind: z.literal("journal-lacks"),
    unit: UnitName,
    pattern: z.string().min(1).max(200),
    forMs: within.default(10_000),
  }),
  z.strictObject({ kind: z.literal("env-assertions") }),
  z.strictObject({
    kind: z.literal("file-age"),
    path: AbsolutePath,
    ageMaxMs: z.number().int().min(1_000).max(2_592_000_000),
  }),
])
export type CheckSpec = z.infer<typeof CheckSpec>

export const CheckVerdict = z.enum(["pass", "fail", "unknown"])
export type CheckVerdict = z.infer<typeof CheckVerdict>

/** The answer, with what was expected and what was seen. */
export const CheckResult = z.object({
  kind: z.string().max(40),
  /** What was asked, in words: "GET :3001/api/health/ is 200". */
  title: z.string().max(300),
  verdict: CheckVerdict,
  expected: z.string().max(500),
  seen: z.string().max(1_000),
  tookMs: z.number().int().min(0),
})
export type CheckResult = z.infer<typeof CheckResult>

export const JournalLine = z.object({
  /** Milliseconds since the epoch, as the server's clock has it. */
  at: z.number(),
  unit: z.string().max(128),
  identifier: z.string().max(128),
  /** syslog priority, 0 (emergency) to 7 (debug). */
  priority: z.number().int().min(0).max(7),
  text: z.string().max(LINE_CHARS_MAX),
})
export type JournalLine = z.infer<typeof JournalLine>
