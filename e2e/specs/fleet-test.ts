import { test as base } from "playwright/test"
import { type ControlPlane, startControlPlane } from "../control-plane.ts"
import { type Scenario, startScenario } from "../hosts/scenario.ts"

/** Tests with the scenario's real servers and a control plane that nobody has used yet. */
export const test = base.extend<object, { scenario: Scenario; plane: ControlPlane }>({
  scenario: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed
    async ({}, use) => {
      const scenario = await startScenario({ servers: 3 })
      await use(scenario)
      await scenario.stop()
    },
    { scope: "worker", timeout: 600_000 },
  ],
  plane: [
    async ({ scenario }, use) => {
      const plane = await startControlPlane({ host: scenario.controlPlaneAddress, env: { PLAYGROUND: "off" } })
      await use(plane)
      await plane.remove()
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ plane }, use) => use(plane.url),
})
