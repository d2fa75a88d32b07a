import { expect, type Locator, type Page } from "playwright/test"

export const REDIS_TABS = ["Map", "Instances", "Clients", "Queues", "Slow log", "Lint"] as const

/** The pages about Redis: the map and the lists beside it. */
export class RedisPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(): Promise<void> {
    await this.page.goto("/redis")
    await expect(this.page.getByRole("heading", { name: "Redis", level: 1 })).toBeVisible()
  }

  async openTab(tab: (typeof REDIS_TABS)[number]): Promise<void> {
    const link = this.page.getByRole("navigation", { name: "Redis" }).getByRole("link", { name: tab })
    await link.click()
    await expect(link).toHaveAttribute("aria-current", "page")
  }

  /** A unit as the map draws it; its name goes on with its sockets. */
  unit(unit: string, server: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${unit} on ${server}:`) })
  }

  async expectWrong(unit: string, server: string): Promise<void> {
    await expect(this.unit(unit, server)).toHaveAccessibleName(/wrong$/)
    await expect(this.page.getByText(`${unit} on ${server} talks to the wrong Redis.`)).toBeVisible()
  }

  /** No unit of the page is anywhere that it should not be. */
  async expectNoneWrong(): Promise<void> {
    await expect(this.page.getByText("talks to the wrong Redis.")).toHaveCount(0)
  }

  /** What the map draws, as rows. */
  async showList(): Promise<void> {
    await this.page.getByRole("radiogroup", { name: "View" }).getByText("List").click()
    await expect(this.page.getByRole("region", { name: "Units and their Redis" })).toBeVisible()
  }

  /** The panel of the instance that is chosen on the map. */
  panel(): Locator {
    return this.page.getByRole("complementary", { name: "The chosen Redis" })
  }
}
