import type { CreateServiceInput } from "@signalbox/domain/services/schema"
import { expect, type Locator, type Page } from "playwright/test"

const CHECK_LABELS: Record<string, string> = {
  http: "HTTP answers",
  "redis-ping": "Redis answers PING",
  "journal-shows": "Journal shows",
  "journal-lacks": "Journal lacks",
  "env-assertions": "Assertions hold on disk",
}
const ASSERTION_LABELS: Record<string, string> = {
  required: "is set",
  port: "is a port",
  "one-of": "is one of these values",
  "differs-between-servers": "differs between servers",
}

/** The form in which a service is described. */
export class ServiceForm {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async describe(service: CreateServiceInput, serverNames: string[]): Promise<void> {
    await this.page.getByLabel("Name", { exact: true }).fill(service.name)
    await this.page.getByLabel("Description").fill(service.description)
    await this.page.getByLabel("Path").fill(service.envPath)
    await this.page.getByLabel("Owner").fill(service.envOwner)
    for (const dialect of service.dialects.slice(1)) await this.choose(this.input(this.page, "Read by"), dialect)
    for (const [at, unit] of service.units.entries()) {
      await this.page.getByRole("button", { name: "Add a unit" }).click()
      await this.page.getByLabel(`Unit ${at + 1}`, { exact: true }).fill(unit)
    }
    for (const check of service.checks) await this.add("Add a check", CHECK_LABELS[check.kind] ?? check.kind, check)
    for (const assertion of service.assertions) {
      await this.add("Add an assertion", ASSERTION_LABELS[assertion.kind] ?? assertion.kind, assertion)
    }
    for (const name of serverNames) await this.choose(this.input(this.page, "Servers"), name)
    await this.page.getByRole("button", { name: "Make the service" }).click()
    await expect(this.page.getByRole("heading", { level: 1, name: service.name })).toBeVisible()
  }

  private async add(button: string, kind: string, spec: Record<string, unknown>): Promise<void> {
    await this.page.getByRole("button", { name: button }).click()
    await this.page.getByRole("menuitem", { name: kind }).click()
    const row = this.page
      .getByRole("listitem")
      .filter({ has: this.page.locator(`input[value="${kind}"]`) })
      .last()
    if (typeof spec["url"] === "string") await row.getByLabel("Address").fill(spec["url"])
    if (typeof spec["urlKey"] === "string") await row.getByLabel("Key of its URL").fill(spec["urlKey"])
    if (typeof spec["hostKey"] === "string") await row.getByLabel("or: key of its host").fill(spec["hostKey"])
    if (typeof spec["portKey"] === "string") await row.getByLabel("key of its port").fill(spec["portKey"])
    if (typeof spec["passwordKey"] === "string") await row.getByLabel("key of its password").fill(spec["passwordKey"])
    if (typeof spec["unit"] === "string") await this.choose(this.input(row, "Unit"), spec["unit"])
    if (typeof spec["pattern"] === "string") await row.getByLabel("Text or pattern").fill(spec["pattern"])
    if (typeof spec["forMs"] === "number") await row.getByLabel("For, s").fill(String(spec["forMs"] / 1000))
    if (typeof spec["key"] === "string") await row.getByLabel("Key", { exact: true }).fill(spec["key"])
    if (Array.isArray(spec["values"])) await this.type(this.input(row, "Values"), spec["values"].map(String))
  }

  /** The field itself: its list of options carries the same label. */
  private input(scope: Page | Locator, label: string): Locator {
    return scope.getByLabel(label, { exact: true }).and(this.page.locator("input"))
  }

  private async choose(field: Locator, option: string): Promise<void> {
    // By keyboard: the input of a list that cannot be typed in lies behind its pills.
    await field.focus()
    await field.press("ArrowDown")
    await this.page.getByRole("option", { name: option, exact: true }).click()
    await this.page.keyboard.press("Escape")
  }

  private async type(field: Locator, words: string[]): Promise<void> {
    for (const word of words) {
      await field.fill(word)
      await field.press("Enter")
    }
  }
}
