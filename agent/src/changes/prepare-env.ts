import { ASSERTION_KINDS, type Assertion, type AssertionResult, checkAssertions } from "@signalbox/env-file/assertions"
import { readEnv } from "@signalbox/env-file/dialects"
import { validateEnvText } from "@signalbox/env-file/validate"
import type { EnvChange } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { hashOf } from "../host/files/target.ts"
import type { Unit } from "../host/units/supervisor.ts"
import { checkEnvChange, checkSpec, loggedUnits } from "../policy.ts"
import type { ApplyContext } from "./apply-context.ts"
import type { UndoPlan, UnitBefore } from "./change-record.ts"
import { pingOf } from "./drain-broker.ts"

/**
 * Makes sure that the change may be made and could be undone; backs up, arms the guardian, records.
 * @throws Problem, with nothing touched
 */
export async function prepareEnv(ctx: ApplyContext, id: string, change: EnvChange): Promise<UndoPlan> {
  checkEnvChange(ctx.policy, change, ctx.ownPaths)
  checkText(change)
  const { uid, gid } = await accountsOf(ctx, change)
  const found = ctx.files.readEnvFile(change.path, [uid])
  if ((found?.state.hash ?? null) !== change.baseHash) {
    throw new Problem("drifted", `${change.path} is not the file that the change was planned against.`)
  }
  for (const { key } of change.drain?.brokers ?? []) permitDrain(ctx, key, found?.bytes)
  ctx.files.checkRoom(change.path, [uid], Math.max(Buffer.byteLength(change.text), found?.bytes.length ?? 0))
  const units = (await ctx.supervisor.show(unitsInOrder(change))).map(before)
  if (found) backUp(ctx, id, found.bytes)
  const policy = ctx.policy.policy
  const plan: UndoPlan = {
    path: change.path,
    before: found?.state ?? null,
    after: { hash: hashOf(change.text), uid, gid, mode: Number.parseInt(change.mode, 8) },
    units,
    settleMs: change.settleMs,
    cursor: await ctx.supervisor.cursor(),
    loggedUnits: policy ? loggedUnits(policy, change.units) : [],
    deadlineMs: change.deadlineMs,
  }
  return armAndRecord(ctx, id, plan)
}

/** Armed before it is recorded: a change that is recorded as prepared always has its guardian. @throws Problem `write-failed` */
export async function armAndRecord(ctx: ApplyContext, id: string, plan: UndoPlan): Promise<UndoPlan> {
  const armed = await ctx.supervisor.armGuardian({ id, afterMs: plan.deadlineMs + ctx.guardianMarginMs })
  if (!armed.ok) throw new Problem("write-failed", `The guardian could not be armed: ${armed.why}`)
  ctx.ledger.step(id, "prepared", { plan })
  return plan
}

/** Answers of the change's assertions, by the reading of the program that is declared first. */
export function assertionsOf(change: EnvChange): AssertionResult[] {
  const values = readEnv(change.text, change.dialects[0] ?? "dotenv").values
  return checkAssertions(change.assertions as unknown as Assertion[], values)
}

/** @throws Problem `policy-refused` for a broker that the host policy lets nobody connect to */
function permitDrain({ policy: { policy } }: ApplyContext, key: string, old: Uint8Array | undefined): void {
  if (policy) checkSpec(policy, pingOf(key), Buffer.from(old ?? []).toString("utf8"))
}

/** As they are restarted: workers that are drained come last. */
function unitsInOrder({ units, drain }: EnvChange): string[] {
  const drained = units.filter((unit) => drain?.units.includes(unit))
  return [...units.filter((unit) => !drained.includes(unit)), ...drained]
}

function checkText(change: EnvChange): void {
  const [fault] = validateEnvText(change.text, change.dialects)
  if (fault) throw new Problem("invalid-env", fault.message)
  const unknown = change.assertions.find(
    (assertion) => !(ASSERTION_KINDS as readonly string[]).includes(assertion.kind),
  )
  if (unknown)
    throw new Problem("invalid-input", "The change holds an assertion of a kind that this agent does not know.")
  const failed = assertionsOf(change).find((result) => !result.pass)
  if (failed) throw new Problem("invalid-env", `${failed.message}.`)
}

/** @throws Problem `policy-refused` */
export async function accountsOf(
  ctx: ApplyContext,
  change: Pick<EnvChange, "owner" | "group">,
): Promise<{ uid: number; gid: number }> {
  const uid = await ctx.files.accounts.uid(change.owner)
  const gid = await ctx.files.accounts.gid(change.group)
  if (uid === undefined) throw new Problem("policy-refused", `There is no user ${change.owner} on this server.`)
  if (gid === undefined) throw new Problem("policy-refused", `There is no group ${change.group} on this server.`)
  return { uid, gid }
}

/** @throws Problem `agent-state-full` */
export function backUp(ctx: ApplyContext, id: string, bytes: Uint8Array): void {
  try {
    ctx.files.backupFile(`${ctx.ledger.stateDir}/backups`, id, bytes)
  } catch (error) {
    throw new Problem("agent-state-full", "The old file could not be backed up.", { cause: error })
  }
}

/** @throws Problem `unit-missing` for a unit that could not be started again */
export function before(unit: Unit): UnitBefore {
  if (unit.loadState !== "loaded") throw new Problem("unit-missing", `${unit.name} is ${unit.loadState}.`)
  const isOneshot = unit.type === "oneshot"
  const { name, invocationId } = unit
  return { name, was: stateBefore(unit, isOneshot), isOneshot, invocationId }
}

function stateBefore(unit: Unit, isOneshot: boolean): UnitBefore["was"] {
  if (unit.activeState === "failed") return "failed"
  if (unit.activeState === "inactive") return isOneshot && unit.invocationId !== "" ? "running" : "stopped"
  return unit.activeState === "deactivating" ? "stopped" : "running"
}
