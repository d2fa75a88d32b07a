/** The page that plans a change; a number sends that server to an older or a certain version. */
export function planHref(
  serviceId: string,
  targets: readonly { serverId: string; number?: number }[],
  named = false,
): string {
  const servers = targets.map(({ serverId, number }) => (named && number ? `${serverId}:${number}` : serverId))
  return `/rollouts/new?service=${serviceId}&servers=${servers.join(",")}`
}
