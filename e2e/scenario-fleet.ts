// Brings a fleet to where the work begins: servers enrolled with the pasted line, services described, what is on disk imported.
import type { Api } from "./api-client.ts"
import type { Host } from "./hosts/host.ts"
import { backendService, cookieService, scenarioPolicy } from "./scenario-services.ts"
import { until } from "./until.ts"

export type FleetServer = { id: string; name: string; host: Host }
export type ScenarioFleet = { servers: FleetServer[]; backendId: string; cookieId: string }

/** Enrols one host as its operator would: with the line from the console, pasted into a root shell. */
export async function enrolHost(api: Api, host: Host, labels: Record<string, string> = {}): Promise<FleetServer> {
  const enrolment = await api.enrolments.create.mutate({ serverName: host.name, labels, policy: scenarioPolicy })
  await host.run("bash", ["-c", enrolment.oneLiner], { timeoutMs: 180_000 })
  return until(`${host.name} is online`, async () => {
    const page = await api.servers.list.query({ text: host.name })
    const server = page.items.find((item) => item.name === host.name && item.status === "online")
    return server && { id: server.id, name: server.name, host }
  })
}

export async function prepareFleet(
  api: Api,
  hosts: readonly Host[],
  progress: (line: string) => void,
): Promise<ScenarioFleet> {
  const providers = ["hetzner", "aws", "ovh"]
  const servers: FleetServer[] = []
  for (const [index, host] of hosts.entries()) {
    progress(`enrolling ${host.name}`)
    servers.push(
      await enrolHost(api, host, { provider: providers[index % providers.length] ?? "hetzner", env: "production" }),
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
