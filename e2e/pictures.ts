// Looks at a page as people do: dark and light, at a desk and on a phone; axe must find nothing in any of them.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { AxeBuilder } from "@axe-core/playwright"
import { expect, type Locator, type Page } from "playwright/test"

const root = fileURLToPath(new URL("..", import.meta.url))
/** `npm run pictures` puts them where the README shows them. */
const folder = join(root, process.env["SIGNALBOX_PICTURES"] ?? "test-results/pictures")
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

/** @param hidden what no picture may show, such as a line that holds a token */
export async function takePictures(page: Page, name: string, hidden: Locator[] = []): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [size, viewport] of Object.entries({ desktop: DESK, phone: PHONE })) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
      await settled(page)
      const path = join(folder, `${name}-${colorScheme}-${size}.png`)
      await growToPage(page)
      await page.screenshot({ path, mask: hidden, maskColor: "#667483", animations: "disabled" })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)
      expect.soft(found, `axe on ${name}, ${colorScheme}, ${size}`).toEqual([])
    }
  }
  await page.setViewportSize(DESK)
}

/** The whole page without scrolling: bars that stick to an edge of the screen then stand at an edge of the picture. */
async function growToPage(page: Page): Promise<void> {
  const height = await page.evaluate<number>("document.documentElement.scrollHeight")
  const { width = 0, height: seen = 0 } = page.viewportSize() ?? {}
  if (height > seen) await page.setViewportSize({ width, height })
  await settled(page)
}

/** Fonts are there, nothing is a skeleton any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate("document.fonts.ready")
  await expect(page.locator("[data-skeleton], .mantine-Skeleton-root, .mantine-Loader-root")).toHaveCount(0)
}
