// Brings a fleet to where the work begins: servers enrolled with the pasted line, services described, what is on disk imported.

import type { HostPolicy } from "@signalbox/protocol/policy"
import type { Api } from "./api-client.ts"
import type { Host } from "./hosts/host.ts"
import type { Scenario } from "./hosts/scenario.ts"
import { backendService, cookieService, scenarioPolicy } from "./scenario-services.ts"
import { until } from "./until.ts"

type Terms = { labels: Record<string, string>; policy: HostPolicy }
export type FleetServer = { id: string; name: string; host: Host }
export type ScenarioFleet = { servers: FleetServer[]; backendId: string; cookieId: string }

/** Enrols one host as its operator would: with the line from the console, pasted into a root shell. */
async function enrolHost(api: Api, host: Host, { labels, policy }: Terms): Promise<FleetServer> {
  const enrolment = await api.enrolments.create.mutate({ serverName: host.name, labels, policy })
  await host.run("bash", ["-c", enrolment.oneLiner], { timeoutMs: 180_000 })
  return until(`${host.name} is online`, async () => {
    const page = await api.servers.list.query({ text: host.name })
    const server = page.items.find((item) => item.name === host.name && item.status === "online")
    return server && { id: server.id, name: server.name, host }
  })
}

export async function prepareFleet(
  api: Api,
  scenario: Pick<Scenario, "servers" | "sharedRedis">,
  progress: (line: string) => void,
): Promise<ScenarioFleet> {
  const providers = ["hetzner", "aws", "ovh"]
  const servers: FleetServer[] = []
  const policy = scenarioPolicy(scenario.sharedRedis)
  for (const [index, host] of scenario.servers.entries()) {
    progress(`enrolling ${host.name}`)
    servers.push(
      await enrolHost(api, host, {
        labels: { provider: providers[index % providers.length] ?? "hetzner", env: "production" },
        policy,
      }),
    )
  }
  const backend = await api.services.create.mutate(backendService)
  const cookie = await api.services.create.mutate(cookieService)
  const serverIds = servers.map((server) => server.id)
  for (const service of [backend, cookie]) {
    progress(`importing the env files of ${service.name}`)
    await api.services.assign.mutate({ serviceId: service.id, serverIds })
    for (const serverId of serverIds) await api.env.import.mutate({ serviceId: service.id, serverId })
  }
  return { servers, backendId: backend.id, cookieId: cookie.id }
}
