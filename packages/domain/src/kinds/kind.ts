import type { Change, Drain } from "@signalbox/protocol/change"
import type { CheckSpec } from "@signalbox/protocol/check"
import type { DialectName } from "@signalbox/protocol/dialects"
import type { HostPolicy } from "@signalbox/protocol/policy"
import type { AssertionSpec } from "../services/schema.ts"

/** `line` is 0 for the text as a whole. No message holds a value. */
export type TextFault = { line: number; message: string }

/** A version and the definition that it is shipped under. */
export type Shipped = {
  serviceName: string
  path: string
  owner: string
  group: string
  mode: string
  text: string
  dialects: readonly DialectName[]
  units: readonly string[]
  checks: readonly CheckSpec[]
  assertions: readonly AssertionSpec[]
  secretKeys: readonly string[]
}

export type ShippedOver = Shipped & {
  versionNumber: number
  /** SHA-256 (hex) of the file that is replaced; null for none. */
  baseHash: string | null
  settleMs: number
  deadlineMs: number
  drain?: Drain
}

/** Asked of a definition before it is stored. */
export type KindDefinition = Pick<Shipped, "units" | "checks" | "assertions" | "dialects">

/** All in which one kind of service differs from another. Whoever wants to know which kind it is asks this instead. */
export type Kind = {
  /** What an agent must be able to do, and in words. */
  capability: string
  does: string
  /** Whether the file on the server is the text, so that it can be read back into one. */
  isFileTheText: boolean
  /** Why this cannot be the definition of such a service; null when it can. */
  definitionFault(definition: KindDefinition): string | null
  /** What is wrong with a base or overrides alone. */
  documentFaults(text: string, dialects: readonly DialectName[]): TextFault[]
  /** What is wrong with a server's complete text beside that. `isOneDocument`: the base or the overrides alone are all of it. */
  wholeFaults(text: string, how: { dialects: readonly DialectName[]; isOneDocument: boolean }): TextFault[]
  /**
   * SHA-256 (hex) of the file that a text stands for; null when there shall be none.
   * @throws Problem `invalid-env`
   */
  fileHash(text: string): string | null
  /** Sentences about what the host policy does not permit; they hold no value. `isFirst`: there is no file of ours yet. */
  refusals(policy: HostPolicy, shipped: Shipped & { values: ReadonlyMap<string, string>; isFirst: boolean }): string[]
  /** From "prepared" to "verified", in milliseconds. */
  deadlineMs(definition: { units: string[]; checks: CheckSpec[]; settleMs: number }): number
  /** What will be held on each server, in words and in order. */
  checkTitles(definition: { units: string[]; checks: CheckSpec[]; settleMs: number }): string[]
  change(shipped: ShippedOver): Change
}
