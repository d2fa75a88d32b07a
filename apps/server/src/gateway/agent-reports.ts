import type { DomainContext } from "@signalbox/domain/context"
import { recordRedisObserved } from "@signalbox/domain/redis/record-redis-observed"
import { recordRedisSockets } from "@signalbox/domain/redis/record-redis-sockets"
import { recordObserved } from "@signalbox/domain/servers/record-observed"
import { recordVitals } from "@signalbox/domain/servers/record-vitals"
import type { AgentEventHandlers } from "./agent-events.ts"
import type { SessionRegistry } from "./sessions.ts"

/** Each event of an agent → the use case that takes it. */
export function createAgentReports(
  domain: Pick<DomainContext, "db" | "clock" | "publish" | "sealer">,
  sessions: Pick<SessionRegistry, "progressed" | "finished">,
): AgentEventHandlers {
  return {
    "host.observed": (serverId, observed) => recordObserved(domain, serverId, observed),
    "host.vitals": (serverId, vitals) => recordVitals(domain, serverId, vitals),
    "redis.observed": (serverId, observed) => recordRedisObserved(domain, serverId, observed),
    "redis.sockets": (serverId, sockets) => recordRedisSockets(domain, serverId, sockets),
    "change.progress": (serverId, progress) => sessions.progressed(serverId, progress),
    "change.finished": (serverId, finished) => sessions.finished(serverId, finished),
  }
}
