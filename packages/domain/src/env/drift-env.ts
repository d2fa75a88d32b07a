import type { EnvReadReply } from "@signalbox/protocol/observe"
import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { kindOf } from "../kinds/kind-of.ts"
import { dialectsOf } from "./dialects-of.ts"
import { findAssignment } from "./find-assignment.ts"
import { keyChangeViews } from "./key-changes.ts"
import { ObservedRecord } from "./observed-file.ts"
import type { EnvDriftInput, EnvDriftView } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"

type Assignment = Awaited<ReturnType<typeof findAssignment>>
type FileView = NonNullable<EnvDriftView["file"]>

/**
 * How the file on the server differs from what was applied, asked of the server now. While it is away: what was last seen, and no
 * changes, since nothing can be said of them.
 * @throws Problem `not-found`, or the problem that the agent answered with
 */
export async function driftEnv(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "agents">,
  input: z.infer<typeof EnvDriftInput>,
): Promise<EnvDriftView> {
  const standing = await findAssignment(ctx.db, input)
  // A file that is rendered from the text has no keys to compare; what is on disk is reported by its hash.
  if (!kindOf(standing.service).isFileTheText) return driftAsLastSeen(standing)
  const reply = await ask(ctx, input.serverId, standing.service.envPath)
  return reply ? driftNow(ctx, standing, reply) : driftAsLastSeen(standing)
}

async function ask(ctx: Pick<DomainContext, "agents">, serverId: string, path: string) {
  if (!ctx.agents.isOnline(serverId)) return undefined
  try {
    return await ctx.agents.request(serverId, "env.read", { path })
  } catch (error) {
    // It may go away between the question and the answer.
    if (error instanceof Problem && (error.code === "server-offline" || error.code === "no-answer")) return undefined
    throw error
  }
}

function driftNow(
  ctx: Pick<DomainContext, "sealer" | "clock">,
  { service, appliedVersion }: Assignment,
  { file, text }: EnvReadReply,
): EnvDriftView {
  const readers = { dialects: dialectsOf(service), secretKeys: service.secretKeys }
  const applied = appliedVersion ? openVersionText(ctx.sealer, appliedVersion) : ""
  const differs =
    appliedVersion !== null &&
    (text !== applied ||
      file.owner !== appliedVersion.owner ||
      file.group !== appliedVersion.group ||
      file.mode !== appliedVersion.mode)
  return {
    isDrifted: differs,
    observedAt: ctx.clock.now().toISOString(),
    file: fileView(file),
    appliedNumber: appliedVersion?.number ?? null,
    changes: file.state === "unreadable" ? null : keyChangeViews(applied, text ?? "", readers),
  }
}

function driftAsLastSeen({ observed, observedAt, isDrifted, appliedVersion }: Assignment): EnvDriftView {
  const record = ObservedRecord.safeParse(observed)
  return {
    isDrifted,
    observedAt: observedAt?.toISOString() ?? null,
    file: record.success ? fileView(record.data) : null,
    appliedNumber: appliedVersion?.number ?? null,
    changes: null,
  }
}

function fileView({ state, owner, group, mode, mtimeMs }: Omit<ObservedRecord, "mac">): FileView {
  return { state, owner, group, mode, mtime: mtimeMs === null ? null : new Date(mtimeMs).toISOString() }
}
