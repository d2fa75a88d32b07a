import { expect, type Locator, type Page } from "playwright/test"

/** A rollout as it runs. */
export class RolloutPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  row(server: string): Locator {
    return this.page.getByRole("row", { name: new RegExp(server) })
  }

  async expectState(server: string, status: string): Promise<void> {
    await expect(this.row(server)).toContainText(status, { timeout: 90_000 })
  }

  async rollBack(): Promise<void> {
    await this.page.getByRole("button", { name: "Roll back" }).click()
  }
}
