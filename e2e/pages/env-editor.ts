import { expect, type Page } from "playwright/test"

/** The page on which base and overrides are edited. */
export class EnvEditor {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async writeBase(text: string): Promise<void> {
    await this.write("Base env", text)
  }

  async writeOverrides(server: string, text: string): Promise<void> {
    await this.page.getByRole("combobox", { name: "Server" }).click()
    await this.page.getByRole("option", { name: server }).click()
    await this.write(`Overrides of ${server}`, text)
  }

  /** Puts `to` where `from` stands in the base. */
  async replaceInBase(from: string, to: string): Promise<void> {
    const line = this.page.getByRole("textbox", { name: "Base env" }).locator(".cm-line", { hasText: from })
    await line.click()
    await this.page.keyboard.press("Home")
    await this.page.keyboard.press("Shift+End")
    // Key by key, as people do: the page must not answer over what is typed meanwhile.
    await this.page.keyboard.type(to)
  }

  /** What lies on each server becomes its first version. */
  async importFromEach(servers: string[]): Promise<void> {
    for (const [at, server] of servers.entries()) {
      if (at > 0) await this.page.getByRole("tab", { name: "Drift" }).click()
      await this.page.getByRole("button", { name: `Import from ${server}` }).click()
      if (at > 0) await this.page.getByRole("tab", { name: "Edit" }).click()
      await this.page.getByRole("combobox", { name: "Server" }).click()
      await this.page.getByRole("option", { name: server }).click()
      await expect(this.page.getByRole("textbox", { name: `Overrides of ${server}` })).toContainText("=")
    }
  }

  async saveAndPlan(): Promise<void> {
    await this.page.getByRole("button", { name: "Save and plan" }).click()
    await expect(this.page).toHaveURL(/\/rollouts\/new\?/)
  }

  private async write(name: string, text: string): Promise<void> {
    const box = this.page.getByRole("textbox", { name })
    await box.click()
    await this.page.keyboard.press("ControlOrMeta+A")
    await this.page.keyboard.insertText(text)
  }
}
