// The main job, from the first admin to the rollback, on three real servers, as an operator does it in the console.
import { expect } from "playwright/test"
import { generatedPassword } from "../generated-password.ts"
import { EnrolDrawer } from "../pages/enrol-drawer.ts"
import { EnvEditor } from "../pages/env-editor.ts"
import { REDIS_TABS, RedisPage } from "../pages/redis-page.ts"
import { RolloutPage } from "../pages/rollout-page.ts"
import { ServiceForm } from "../pages/service-form.ts"
import { takePictures } from "../pictures.ts"
import { backendService, cookieService, scenarioPolicy } from "../scenario-services.ts"
import { test } from "./fleet-test.ts"

const PROVIDERS = ["hetzner", "aws", "ovh"]

test("three servers are enrolled, changed together, put themselves back when it fails, and are rolled back with one click", async ({
  page,
  scenario,
  plane,
}) => {
  test.setTimeout(900_000)
  const names = scenario.servers.map((server) => server.name)
  const rollout = new RolloutPage(page)
  const editor = new EnvEditor(page)

  await test.step("the one-time link makes the first admin", async () => {
    await page.goto(await plane.firstAdminLink())
    const password = generatedPassword()
    await page.getByLabel("Name").fill("Ada Example")
    await page.getByLabel("E-mail").fill("ada@example.test")
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByLabel("Password, again").fill(password)
    await takePictures(page, "welcome")
    await page.getByRole("button", { name: "Make the account and sign in" }).click()
    await expect(page).toHaveURL(/\/fleet/)
    await takePictures(page, "first-run")
  })

  await test.step("each server is enrolled with one pasted line", async () => {
    for (const [at, host] of scenario.servers.entries()) {
      await page.goto("/fleet")
      await page.getByRole("button", { name: "Enrol a server" }).first().click()
      const drawer = new EnrolDrawer(page)
      const labels = { provider: PROVIDERS[at] ?? "hetzner", env: "production" }
      const line = await drawer.makeLine({ name: host.name, labels, policy: scenarioPolicy(scenario.sharedRedis) })
      if (at === 0) await takePictures(page, "enrol", [page.getByRole("dialog").locator("code")])
      await host.run("bash", ["-c", line], { timeoutMs: 300_000 })
      await drawer.waitUntilEnrolled()
    }
    await page.goto("/fleet")
    for (const name of names) await expect(page.getByText(name).first()).toBeVisible()
  })

  await test.step("the two services are described", async () => {
    for (const service of [cookieService, backendService]) {
      await page.goto("/services/new")
      await new ServiceForm(page).describe(service, names)
    }
  })

  await test.step("what runs is imported, then replaced by a shared base and overrides", async () => {
    await page.goto("/services")
    await page.getByRole("link", { name: "cookie-extractor" }).click()
    await page.getByRole("link", { name: /env$/ }).first().click()
    await editor.importFromEach(names)
    await page.goto("/services")
    await page.getByRole("link", { name: "backend", exact: true }).click()
    await page.getByRole("link", { name: /env$/ }).first().click()
    await editor.importFromEach(names)
    for (const host of scenario.servers) {
      const { base, overrides } = scenario.envTexts("after", host).backend
      if (host === scenario.servers[0]) await editor.writeBase(base)
      await editor.writeOverrides(host.name, overrides)
    }
    await takePictures(page, "env-editor")
    await editor.saveAndPlan()
  })

  await test.step("the plan shows what will happen, and the rollout does it", async () => {
    await expect(page.getByText("REDIS_URL").first()).toBeVisible()
    await expect(page.getByRole("button", { name: "Start rollout" })).toBeEnabled()
    await takePictures(page, "plan")
    await page.getByLabel("Title").fill("Put backend on local Redis")
    await page.getByRole("button", { name: "Start rollout" }).click()
    await expect(page).toHaveURL(/\/rollouts\/[0-9a-f-]{36}/)
    for (const status of ["applying", "verifying", "applied"]) await rollout.expectState(names[0] ?? "", status)
    for (const name of names) await rollout.expectState(name, "applied")
  })
  const goodRollout = page.url()

  await test.step("a bad value: the canary puts itself back, the line is held, the journal shows why", async () => {
    await page.goto("/services")
    await page.getByRole("link", { name: "backend", exact: true }).click()
    await page.getByRole("link", { name: /env$/ }).first().click()
    await editor.replaceInBase("REDIS_POOL_SIZE=16", "REDIS_POOL_SIZE=sixteen")
    await editor.saveAndPlan()
    await page.getByLabel("Title").fill("Larger Redis pool")
    await page.getByRole("button", { name: "Start rollout" }).click()
    await rollout.expectState(names[0] ?? "", "rolled-back")
    for (const name of names.slice(1)) await rollout.expectState(name, "pending")
    await rollout.openEvidence(names[0] ?? "")
    await expect(page.getByRole("region", { name: "Journal around the failure" })).toContainText("REDIS_POOL_SIZE")
    await takePictures(page, "rollout")
    for (const host of scenario.servers) {
      expect(await host.run("cat", [backendService.envPath])).toContain("REDIS_POOL_SIZE=16\n")
    }
    await page.getByRole("button", { name: "Abort" }).click()
    for (const name of names.slice(1)) await rollout.expectState(name, "skipped")
  })

  await test.step("the good rollout is rolled back with one click", async () => {
    await page.goto(goodRollout)
    await rollout.rollBack()
    await expect(page).not.toHaveURL(goodRollout)
    for (const name of names) await rollout.expectState(name, "applied")
    for (const host of scenario.servers) {
      const { merged } = scenario.envTexts("before", host).backend
      expect(await host.run("cat", [backendService.envPath])).toBe(merged)
    }
  })

  await test.step("every step is in the audit log", async () => {
    await page.goto("/audit")
    for (const action of [
      "enrolment.create",
      "server.enrol",
      "service.create",
      "env.import",
      "env.save",
      "rollout.start",
      "rollout.rollback",
    ]) {
      await expect(page.getByText(action).first(), action).toBeVisible()
    }
    await takePictures(page, "audit")
  })

  await test.step("every page is looked at, dark and light, wide and narrow, and axe finds nothing", async () => {
    await page.goto("/fleet")
    const server = await page
      .getByRole("link", { name: names[0] ?? "" })
      .first()
      .getAttribute("href")
    await page.goto("/services")
    const service = await page.getByRole("link", { name: "backend", exact: true }).getAttribute("href")
    const pages = {
      fleet: "/fleet",
      "fleet-grid": "/fleet?view=grid",
      server: `${server}`,
      "server-env": `${server}?tab=env`,
      "server-units": `${server}?tab=units`,
      "server-redis": `${server}?tab=redis`,
      "server-activity": `${server}?tab=activity`,
      "server-policy": `${server}?tab=policy`,
      services: "/services",
      service: `${service}`,
      "service-definition": `${service}?tab=definition`,
      "service-new": "/services/new",
      "env-history": `${service}/env?tab=history`,
      "env-compare": `${service}/env?tab=compare`,
      "env-drift": `${service}/env?tab=drift`,
      "env-assertions": `${service}/env?tab=assertions`,
      rollouts: "/rollouts",
      settings: "/settings",
      "settings-people": "/settings?tab=people",
      "settings-tokens": "/settings?tab=tokens",
      "settings-enrolments": "/settings?tab=enrolments",
    }
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path)
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
      await takePictures(page, name)
    }
    const redis = new RedisPage(page)
    await redis.open()
    for (const tab of REDIS_TABS) {
      await redis.openTab(tab)
      await takePictures(page, `redis-${tab.toLowerCase().replace(" ", "-")}`)
    }
    await page.context().clearCookies()
    await page.goto("/sign-in")
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible()
    await takePictures(page, "sign-in")
  })
})
