import { expect, type Locator, type Page } from "playwright/test"

/** A rollout as it runs. */
export class RolloutPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  row(server: string): Locator {
    return this.page.getByRole("row", { name: server, exact: true })
  }

  async expectState(server: string, status: string): Promise<void> {
    await expect(this.row(server)).toContainText(status, { timeout: 90_000 })
  }

  async openEvidence(server: string): Promise<void> {
    const open = this.page.getByRole("button", { name: `Open evidence of ${server}` })
    if (await open.isVisible()) await open.click()
  }

  async rollBack(): Promise<void> {
    await this.page.getByRole("button", { name: "Roll back" }).click()
  }
}
