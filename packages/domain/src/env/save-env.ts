import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import { EnvFacts } from "../audit/facts.ts"
import type { DomainContext } from "../context.ts"
import { kindOf } from "../kinds/kind-of.ts"
import { lockService, type ServiceRow } from "../services/lock-service.ts"
import { type AssignedServer, assignedServers } from "./assigned-servers.ts"
import { dialectsOf } from "./dialects-of.ts"
import { type Edit, editedDocuments } from "./edited-documents.ts"
import { deniedKeyFaults, type PlacedFault, placed, refuseFaults } from "./env-faults.ts"
import { isLayoutOnly, keyChanges, shownKeys } from "./key-changes.ts"
import { type MadeVersion, makeVersions, textFor } from "./make-versions.ts"
import { type Documents, newestDocuments } from "./newest-documents.ts"
import { saveWarnings } from "./save-warnings.ts"
import type { EnvSavedView, SaveEnvInput } from "./schema.ts"
import { writeDocuments } from "./write-version.ts"

/** A thousand servers take about three seconds; several thousand must not be cut off. */
export const LARGE_FLEET = { timeout: 60_000 }

type Saved = {
  service: ServiceRow
  servers: AssignedServer[]
  edits: Edit[]
  after: Documents
  made: MadeVersion[]
}

/**
 * Saves the base and any overrides in one go: all of it or nothing. Each server whose text becomes another by it gets its next version;
 * nothing is sent anywhere.
 * @throws Problem `not-found`, `stale-revision`, `duplicate-target`, `nothing-to-do`, or `invalid-env` with the lines in its details
 */
export async function saveEnv(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: SaveEnvInput,
): Promise<EnvSavedView> {
  const { view, auditSeq } = await ctx.db.$transaction((tx) => saveEnvIn(tx, ctx, input), LARGE_FLEET)
  ctx.publish({ kind: "env", serviceId: input.serviceId })
  ctx.publish({ kind: "audit", seq: auditSeq })
  return view
}

/** The same within a transaction of somebody who saves several services at once. */
export async function saveEnvIn(
  tx: Tx,
  ctx: Pick<DomainContext, "sealer" | "clock" | "actor">,
  input: SaveEnvInput,
): Promise<{ view: EnvSavedView; auditSeq: number }> {
  const saved = await saveIn(tx, ctx, input)
  const auditSeq = await appendAudit(tx, { actor: ctx.actor, ...auditOf(saved, input.note) })
  return { view: savedView(saved), auditSeq }
}

async function saveIn(
  tx: Tx,
  ctx: Pick<DomainContext, "sealer" | "clock" | "actor">,
  input: SaveEnvInput,
): Promise<Saved> {
  const service = await lockService(tx, input.serviceId)
  const servers = await assignedServers(tx, service.id)
  const before = await newestDocuments(tx, ctx.sealer, service.id)
  const { edits, faults } = editedDocuments(input, before, { servers, secretKeys: service.secretKeys })
  refuseFaults(faults)
  if (edits.length === 0) throw new Problem("nothing-to-do")
  const after = withEdits(before, edits)
  refuseFaults([...editFaults(edits, service), ...effectiveFaults({ before, after, servers }, service)])

  const by = { sealer: ctx.sealer, actor: ctx.actor, at: ctx.clock.now(), note: input.note }
  const documents = edits.map(({ serverId, text, before: { revision } }) => ({
    serverId,
    text,
    revision: revision + 1,
  }))
  await writeDocuments(tx, by, { serviceId: service.id, documents })
  const made = await makeVersions(tx, by, { service, serverIds: servers.map((server) => server.id), before })
  return { service, servers, edits, after, made }
}

function withEdits(before: Documents, edits: readonly Edit[]): Documents {
  const after: Documents = { base: before.base, overrides: new Map(before.overrides) }
  for (const { serverId, text, before: was } of edits) {
    const document = { revision: was.revision + 1, text }
    if (serverId === null) after.base = document
    else after.overrides.set(serverId, document)
  }
  return after
}

function editFaults(edits: readonly Edit[], service: ServiceRow): PlacedFault[] {
  const dialects = dialectsOf(service)
  return edits.flatMap(({ place, text, deniedKeys }) => [
    ...placed(place, kindOf(service).documentFaults(text, dialects)),
    ...deniedKeyFaults(place, text, deniedKeys),
  ])
}

/** Two sound documents may still make an unsound whole, such as one that is too large. */
function effectiveFaults(
  { before, after, servers }: { before: Documents; after: Documents; servers: readonly AssignedServer[] },
  service: ServiceRow,
): PlacedFault[] {
  const dialects = dialectsOf(service)
  return servers.flatMap(({ id, name }) => {
    const text = textFor(after, id)
    if (text === textFor(before, id)) return []
    const isOneDocument = text === after.base.text || text === after.overrides.get(id)?.text
    const faults = kindOf(service).wholeFaults(text, { dialects, isOneDocument })
    // Lines of the whole are not lines of a document that somebody could look at.
    return placed({ id, name }, faults).map((fault) => ({
      ...fault,
      line: 0,
      message: `With the base: ${fault.message}`,
    }))
  })
}

function auditOf({ service, edits, servers, made }: Saved, note: string) {
  const dialects = dialectsOf(service)
  const facts = edits.map(({ place, before, text }): [string, EnvFacts] => {
    const isShown = shownKeys([before.text, text], service.secretKeys)
    const changes = keyChanges(before.text, text, { dialects }).filter(({ key }) => isShown(key))
    const isLayout = isLayoutOnly(before.text, text, { dialects })
    return [place.name, EnvFacts.document({ revision: before.revision + 1, changes, isLayoutOnly: isLayout })]
  })
  const [only] = edits.length === 1 ? edits : []
  return {
    action: "env.save" as const,
    object: { kind: "env" as const, id: service.id, name: service.name },
    serverId: only?.serverId ?? null,
    result: "done" as const,
    ...(note && { reason: note }),
    after: EnvFacts.named({
      documents: EnvFacts.named(Object.fromEntries(facts)),
      versions: EnvFacts.numbers(Object.fromEntries(made.map((version) => [nameOf(servers, version), version.number]))),
    }),
  }
}

function savedView(saved: Saved): EnvSavedView {
  return {
    baseRevision: saved.after.base.revision,
    versions: saved.made.map((version) => ({
      serverId: version.serverId,
      serverName: nameOf(saved.servers, version),
      versionId: version.id,
      number: version.number,
    })),
    warnings: saveWarnings(saved, dialectsOf(saved.service)),
  }
}

function nameOf(servers: readonly AssignedServer[], { serverId }: { serverId: string }): string {
  return servers.find((server) => server.id === serverId)?.name ?? serverId
}
