// The JSON columns of a rollout: what it was planned with, so that a later edit of the service changes nothing under way.
import { Drain } from "@signalbox/protocol/change"
import { CheckSpec } from "@signalbox/protocol/check"
import { DialectName } from "@signalbox/protocol/dialects"
import { AbsolutePath, UnitName } from "@signalbox/protocol/names"
import { z } from "zod"
import { AssertionSpec } from "../services/schema.ts"
import { StrategyInput } from "./schema.ts"

export const StoredStrategy = StrategyInput.extend({
  /** Sizes of the batches, from the first. */
  batches: z.array(z.number().int().min(1)),
  /** Failures that a person has seen and gone on from. */
  acceptedFailures: z.number().int().min(0),
})
export type StoredStrategy = z.infer<typeof StoredStrategy>

export const StoredDefinition = z.strictObject({
  kind: z.enum(["env", "redis"]).default("env"),
  serviceName: z.string(),
  path: AbsolutePath,
  units: z.array(UnitName),
  checks: z.array(CheckSpec),
  dialects: z.array(DialectName).min(1),
  assertions: z.array(AssertionSpec),
  secretKeys: z.array(z.string()),
  drain: Drain.optional(),
  deadlineMs: z.number().int(),
})
export type StoredDefinition = z.infer<typeof StoredDefinition>

/** The part of it that an operator chose. */
export function chosenStrategy({ batches: _, acceptedFailures: __, ...chosen }: StoredStrategy): StrategyInput {
  return chosen
}
