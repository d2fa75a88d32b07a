import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import type { Tx } from "@signalbox/prisma/client"
import type { EnvReadReply } from "@signalbox/protocol/observe"
import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import { EnvFacts } from "../audit/facts.ts"
import type { DomainContext } from "../context.ts"
import { kindOf } from "../kinds/kind-of.ts"
import { lockService, type ServiceRow } from "../services/lock-service.ts"
import { refuseWhileRolling } from "../services/refuse-while-rolling.ts"
import { dialectsOf } from "./dialects-of.ts"
import { findAssignment, refuseUnassigned } from "./find-assignment.ts"
import { foldOverrides } from "./fold-overrides.ts"
import { isLayoutOnly, keyChanges, shownKeys } from "./key-changes.ts"
import { newestDocuments, overridesOf } from "./newest-documents.ts"
import { type NewestVersion, newestVersions } from "./newest-versions.ts"
import { observedRecord } from "./observed-file.ts"
import type { EnvImportedView, ImportEnvInput } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"
import { type By, writeDocuments, writeVersions } from "./write-version.ts"

type File = { file: EnvReadReply["file"]; text: string; owner: string; group: string; mode: string }
type Target = { service: ServiceRow; serverId: string; file: File }

/**
 * What is on the server's disk becomes its newest version, with the owner and mode that it has there, and counts as applied, for it is
 * what runs. The server's overrides then say the same: all of it when there is no base, else what the base does not say.
 * @throws Problem `not-found`, `server-offline`, `no-answer`, `rollout-in-progress`, `unsafe-file`, `invalid-input` for a kind whose file is not its text, or the agent's own
 */
export async function importEnv(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish" | "agents">,
  input: z.infer<typeof ImportEnvInput>,
): Promise<EnvImportedView> {
  const { serviceId, serverId } = input
  const { service, server } = await findAssignment(ctx.db, input)
  if (!kindOf(service).isFileTheText) {
    const message = `${service.envPath} holds hashes in place of passwords, so no policy can be made of it. Save a policy instead.`
    throw new Problem("invalid-input", message)
  }
  const file = fileOf(await ctx.agents.request(serverId, "env.read", { path: service.envPath }), server.name)
  const at = ctx.clock.now()
  const by: By = { sealer: ctx.sealer, actor: ctx.actor, at, note: `Imported from ${server.name}` }
  const { version, seq } = await ctx.db.$transaction(async (tx) => {
    const target = { service: await lockService(tx, serviceId), serverId, file }
    // The path may have changed while the agent was asked, and the server may have been taken off.
    if (target.service.envPath !== service.envPath)
      throw new Problem("stale-revision", "The path was changed meanwhile.")
    await refuseUnassigned(tx, input)
    await refuseWhileRolling(tx, input)
    const previous = (await newestVersions(tx, serviceId, [serverId])).get(serverId)
    const version = await importVersion(tx, by, { ...target, previous })
    await markApplied(tx, by, { ...target, versionId: version.id })
    const facts = auditFacts(by, target, { previous, number: version.number })
    return { version, seq: await appendAudit(tx, { actor: ctx.actor, ...facts }) }
  })
  ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "server", serverId })
  ctx.publish({ kind: "audit", seq })
  return { versionId: version.id, number: version.number, keys: pairsOf(parseEnvText(file.text)).length }
}

function fileOf({ file, text }: EnvReadReply, serverName: string): File {
  const { owner, group, mode } = file
  if (file.state === "missing") throw new Problem("not-found", `There is no file ${file.path} on ${serverName}.`)
  if (text === null || owner === null || group === null || mode === null) {
    throw new Problem("unsafe-file", `${file.path} on ${serverName} could not be read.`)
  }
  return { file, text, owner, group, mode }
}

async function importVersion(
  tx: Tx,
  by: By,
  target: Target & { previous: NewestVersion | undefined },
): Promise<{ id: string; number: number }> {
  const { service, serverId, file, previous } = target
  const documents = await newestDocuments(tx, by.sealer, service.id)
  const overrides = overridesOf(documents, serverId)
  const text = foldOverrides(documents.base.text, overrides.text, file.text)
  const isFolded = text !== overrides.text
  const overridesRevision = overrides.revision + (isFolded ? 1 : 0)
  if (isFolded) {
    const documents = [{ serverId, revision: overridesRevision, text }]
    await writeDocuments(tx, by, { serviceId: service.id, documents })
  }
  if (previous && isTheFile(by, previous, file)) return previous
  const [version] = await writeVersions(tx, by, [
    {
      kind: service.kind,
      serviceId: service.id,
      serverId,
      number: (previous?.number ?? 0) + 1,
      origin: "import",
      baseRevision: documents.base.revision || null,
      overridesRevision: overridesRevision || null,
      text: file.text,
      owner: file.owner,
      group: file.group,
      mode: file.mode,
    },
  ])
  if (!version) throw new Problem("internal")
  return version
}

/** The newest version is on disk already, as after somebody wrote it there by hand. */
function isTheFile(by: By, version: NewestVersion, file: File): boolean {
  const isOwned = version.owner === file.owner && version.group === file.group && version.mode === file.mode
  return isOwned && openVersionText(by.sealer, version) === file.text
}

async function markApplied(tx: Tx, by: By, { service, serverId, file, versionId }: Target & { versionId: string }) {
  const key = { serviceId: service.id, serverId }
  await tx.serviceOnServer.update({
    where: { serviceId_serverId: key },
    data: {
      appliedVersionId: versionId,
      appliedAt: by.at,
      observed: observedRecord(by.sealer, key, file.file),
      observedAt: by.at,
      isDrifted: false,
    },
  })
}

function auditFacts(
  by: By,
  { service, serverId, file }: Target,
  { previous, number }: { previous: NewestVersion | undefined; number: number },
) {
  const readers = { dialects: dialectsOf(service) }
  const before = previous ? openVersionText(by.sealer, previous) : ""
  const isShown = shownKeys([before, file.text], service.secretKeys)
  const changes = keyChanges(before, file.text, readers).filter(({ key }) => isShown(key))
  return {
    action: "env.import" as const,
    object: { kind: "env" as const, id: service.id, name: service.name },
    serverId,
    result: "done" as const,
    before: EnvFacts.numbers({ version: previous?.number ?? null }),
    after: EnvFacts.named({
      version: EnvFacts.numbers({ number }),
      file: EnvFacts.document({ revision: null, changes, isLayoutOnly: isLayoutOnly(before, file.text, readers) }),
    }),
  }
}
