// What a conversion would do, server by server, without doing any of it.
import { createHash } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import { canonicalJson } from "@signalbox/protocol/canonical-json"
import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import { keyChangeViews } from "../env/key-changes.ts"
import { textFor } from "../env/make-versions.ts"
import { type Documents, overridesOf } from "../env/newest-documents.ts"
import { serverStatus } from "../servers/server-status.ts"
import { checkGround } from "./check-ground.ts"
import { type PlacedEdit, placeEdits, withEdits } from "./place-edits.ts"
import { type KeyProposal, proposeKeys } from "./propose-keys.ts"
import { destinationOf, type Ground, type GroundServer, type GroundService, readGround } from "./read-ground.ts"
import type {
  ConversionPlanView,
  ConversionServerView,
  KeyProposalView,
  PlanConversionInput,
  WaitingQueueView,
} from "./schema.ts"

/** One service whose env names the shared Redis. */
export type ServicePlan = GroundService & { proposals: KeyProposalView[]; edits: PlacedEdit[]; after: Documents }
export type ConversionPlan = { view: ConversionPlanView; ground: Ground; services: ServicePlan[] }

/** @throws Problem `empty-target-list`, `duplicate-target`, `not-found`, `server-revoked` */
export async function planConversion(
  ctx: Pick<DomainContext, "db" | "sealer">,
  input: PlanConversionInput,
): Promise<ConversionPlanView> {
  return (await ctx.db.$transaction((tx) => makeConversionPlan(tx, ctx, input))).view
}

/** The same within a transaction, so that what is started is what was planned. */
export async function makeConversionPlan(
  tx: Tx,
  { sealer }: Pick<DomainContext, "sealer">,
  input: PlanConversionInput,
): Promise<ConversionPlan> {
  const ground = await readGround(tx, sealer, input)
  const services = ground.services.flatMap((service) => planService(ground, service, input) ?? [])
  const servers = ground.servers.map((server) => serverView(ground, server, services))
  const refusals = refusalsOf(services, await underWay(tx, ground, services))
  const view: Omit<ConversionPlanView, "fingerprint"> = {
    shared: { id: ground.shared.id, name: ground.shared.name, address: `${ground.shared.host}:${ground.shared.port}` },
    policyName: ground.policy.service.name,
    servers,
    keys: services.flatMap(({ proposals }) => proposals),
    waitingQueues: waitingQueues(ground, services),
    steps: [
      `Local Redis under ${ground.policy.service.name}, verified`,
      ...services.map(({ service }) => `Env of ${service.name}, its units restart, verified`),
    ],
    refusals: refusals.map((problem) => problem.toView()),
    mayStart: refusals.length === 0 && servers.every((server) => server.refusals.length === 0),
  }
  return { view: { ...view, fingerprint: fingerprint(ground, services, view) }, ground, services }
}

function planService(ground: Ground, service: GroundService, input: PlanConversionInput): ServicePlan | undefined {
  const { documents, dialects, assignedIds } = service
  const found = new Map<string, KeyProposal>()
  for (const { id } of ground.servers) {
    if (!assignedIds.includes(id)) continue
    for (const proposal of proposeKeys(textFor(documents, id), ground.shared, ground.queues)) {
      found.set(proposal.key, proposal)
    }
  }
  if (found.size === 0) return undefined
  const proposals = [...found.values()].map((proposal) => chosen(ground, service, { proposal, input }))
  const destinations = new Map(
    ground.servers.flatMap(({ id, redisPolicy }) =>
      redisPolicy && assignedIds.includes(id) ? [[id, destinationOf(redisPolicy)] as const] : [],
    ),
  )
  const keys = proposals.filter(({ moves }) => moves).map(({ key }) => key)
  const edits = placeEdits({ documents, destinations, assignedIds, keys, dialects })
  return { ...service, proposals, edits, after: documentsAfter(service, edits) }
}

function chosen(
  ground: Ground,
  { service }: GroundService,
  { proposal, input }: { proposal: KeyProposal; input: PlanConversionInput },
): KeyProposalView {
  const choice = input.keys.find((each) => each.serviceId === service.id && each.key === proposal.key)
  const isChosen = choice !== undefined && choice.moves !== proposal.moves
  return {
    ...proposal,
    serviceId: service.id,
    serviceName: service.name,
    moves: choice?.moves ?? proposal.moves,
    isChosen,
    sockets: socketsToShared(ground, service.units),
  }
}

function socketsToShared({ servers, shared }: Ground, units: readonly string[]): number | null {
  const looked = servers.flatMap(({ sockets }) => (sockets && sockets.fault === null ? [sockets] : []))
  if (looked.length === 0) return null
  return looked
    .flatMap(({ units: seen }) => seen.filter(({ unit }) => units.includes(unit)))
    .flatMap(({ connections }) => connections)
    .filter(({ instance }) => instance === `${shared.host}:${shared.port}`)
    .reduce((sum, { sockets }) => sum + sockets, 0)
}

/** @throws Problem `invalid-env` when a value cannot be written so that all of the service's programs read it */
export function documentsAfter({ service, documents, dialects }: GroundService, edits: readonly PlacedEdit[]) {
  const after: Documents = { base: documents.base, overrides: new Map(documents.overrides) }
  for (const [serverId, own] of Map.groupBy(edits, (edit) => edit.serverId)) {
    const document = serverId === null ? documents.base : overridesOf(documents, serverId)
    const values = own.map(({ key, after: value }) => ({ key, value }))
    const text = withEdits(document.text, values, dialects)
    if (text === undefined) {
      const keys = own.map(({ key }) => key).join(", ")
      throw new Problem("invalid-env", `${keys} of ${service.name} cannot be written so that all its programs read it.`)
    }
    if (serverId === null) after.base = { ...document, text }
    else after.overrides.set(serverId, { ...document, text })
  }
  return after
}

function serverView(ground: Ground, server: GroundServer, services: readonly ServicePlan[]): ConversionServerView {
  const views = checkGround(ground, server)
  const own = services.filter(({ assignedIds }) => assignedIds.includes(server.id))
  return {
    serverId: server.id,
    serverName: server.name,
    serverHue: server.hue,
    isOnline: serverStatus(server) === "online",
    ground: views,
    changes: own.map(({ service, documents, after, dialects }) => ({
      serviceId: service.id,
      serviceName: service.name,
      units: service.units,
      changes: keyChangeViews(textFor(documents, server.id), textFor(after, server.id), {
        dialects,
        secretKeys: service.secretKeys,
      }),
    })),
    refusals: views
      .filter(({ verdict }) => verdict === "fail")
      .map(({ title, seen }) =>
        new Problem("plan-refused", `${server.name}: “${title}” does not hold: ${seen}.`).toView(),
      ),
  }
}

function waitingQueues({ queues }: Ground, services: readonly ServicePlan[]): WaitingQueueView[] {
  const moving = new Set(
    services.flatMap(({ proposals }) => proposals.flatMap((each) => (each.moves ? [each.database] : []))),
  )
  return queues.flatMap((queue): WaitingQueueView[] => {
    if (!moving.has(queue.db)) return []
    if (queue.kind === "celery") {
      return queue.queues.map(({ name, waiting }) => ({
        ...{ name, kind: "celery", database: queue.db, waiting },
        held: queue.unacked,
      }))
    }
    const { waiting, prioritized, paused, active, delayed } = queue.depths
    return [
      {
        ...{ name: queue.name, kind: queue.kind, database: queue.db },
        ...{ waiting: waiting + prioritized + paused, held: active + delayed },
      },
    ]
  })
}

/** Other rollouts and conversions that would get in its way. */
async function underWay(tx: Tx, ground: Ground, services: readonly ServicePlan[]): Promise<Problem[]> {
  const serviceIds = [ground.policy.service.id, ...services.map(({ service }) => service.id)]
  const rollouts = await tx.rollout.findMany({
    where: { serviceId: { in: serviceIds }, state: { notIn: ["finished", "aborted"] } },
    include: { service: { select: { name: true } } },
  })
  const conversions = await tx.conversion.findMany({
    where: { state: { in: ["running", "paused", "held"] }, serverIds: { hasSome: ground.servers.map(({ id }) => id) } },
    select: { number: true },
  })
  return [
    ...rollouts.map(
      ({ number, service }) => new Problem("rollout-in-progress", `Rollout ${number} of ${service.name} is under way.`),
    ),
    ...conversions.map(
      ({ number }) => new Problem("in-use", `Conversion ${number} of one of these servers is under way.`),
    ),
  ]
}

function refusalsOf(services: readonly ServicePlan[], others: Problem[]): Problem[] {
  if (services.some(({ proposals }) => proposals.some(({ moves }) => moves))) return others
  return [
    ...others,
    new Problem("nothing-to-do", "No env of these servers names a key of the shared Redis that would move."),
  ]
}

function fingerprint(
  ground: Ground,
  services: readonly ServicePlan[],
  view: Omit<ConversionPlanView, "fingerprint">,
): string {
  const seen = {
    servers: ground.servers.map(({ id, policy, redisPolicy }) => ({
      id,
      policy,
      hasPolicy: redisPolicy !== undefined,
    })),
    policy: [ground.policy.service.revision, revisionsOf(ground.policy.documents)],
    services: services.map(({ service, documents }) => [service.id, service.revision, revisionsOf(documents)]),
    keys: view.keys.map(({ serviceId, key, moves }) => [serviceId, key, moves]),
    refusals: view.refusals.map(({ message }) => message),
  }
  return createHash("sha256").update(canonicalJson(seen)).digest("hex")
}

function revisionsOf({ base, overrides }: Documents): unknown {
  return [base.revision, [...overrides].map(([id, { revision }]) => [id, revision]).sort()]
}
