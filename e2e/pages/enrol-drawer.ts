import type { HostPolicy } from "@signalbox/protocol/policy"
import { expect, type Page } from "playwright/test"

/** The drawer in which an operator makes the line to paste on a server. */
export class EnrolDrawer {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Fills in the form as a person would and gives the line. */
  async makeLine(server: { name: string; labels: Record<string, string>; policy: HostPolicy }): Promise<string> {
    const drawer = this.page.getByRole("dialog")
    await drawer.getByLabel("Name", { exact: true }).fill(server.name)
    for (const [key, value] of Object.entries(server.labels)) await this.tag("Labels", `${key}=${value}`)
    for (const [at, entry] of server.policy.env.entries()) {
      if (at > 0) await drawer.getByRole("button", { name: "Another env file" }).click()
      const fields = drawer.getByRole("group", { name: `Env file ${at + 1}` })
      await fields.getByLabel("Path").fill(entry.path)
      await fields.getByLabel("Owner").fill(entry.owner)
      for (const unit of entry.units) {
        await fields.getByLabel("Units that restart with it").fill(unit)
        await this.page.keyboard.press("Enter")
      }
    }
    for (const { host, ports } of server.policy.probes) {
      await this.tag("Where checks may connect to", `${host}:${ports.join("+")}`)
    }
    if (server.policy.redis.length > 0) {
      await drawer.getByRole("combobox", { name: "A Redis of its own" }).click()
      await this.page.getByRole("option", { name: "redis, Debian" }).click()
    }
    await drawer.getByRole("button", { name: "Make the line to paste" }).click()
    await expect(drawer.getByText("Waiting for the server…")).toBeVisible()
    return drawer
      .locator("code", { hasText: "install.sh" })
      .textContent()
      .then((text) => text ?? "")
  }

  /** The page flips by itself when the server has come. */
  async waitUntilEnrolled(): Promise<void> {
    await expect(this.page.getByRole("dialog").getByText("Enrolled", { exact: true })).toBeVisible({ timeout: 120_000 })
  }

  private async tag(label: string, text: string): Promise<void> {
    await this.page.getByRole("dialog").getByLabel(label, { exact: true }).and(this.page.locator("input")).fill(text)
    await this.page.keyboard.press("Enter")
  }
}
