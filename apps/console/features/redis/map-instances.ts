import type { TopologyConnectionView, TopologyServerView } from "@signalbox/domain/redis/schema"

/** Loopback addresses, and the paths of unix sockets. */
const WITHIN = /^(127\.|localhost:|\[?::1\]?:|\/)/

/** Whether this Redis runs on the server itself: one of its own, or a loopback address that nobody looked at. */
export function isOnServer(
  { instanceId, instance }: Pick<TopologyConnectionView, "instanceId" | "instance">,
  { localInstanceIds }: Pick<TopologyServerView, "localInstanceIds">,
): boolean {
  return instanceId ? localInstanceIds.includes(instanceId) : WITHIN.test(instance)
}

/** One name for one instance all over the map; a loopback address is another one on each server. */
export function instanceKey(
  { instanceId, instance }: Pick<TopologyConnectionView, "instanceId" | "instance">,
  { serverId }: Pick<TopologyServerView, "serverId">,
): string {
  if (instanceId) return instanceId
  return WITHIN.test(instance) ? `${serverId} ${instance}` : instance
}
