import { defineConfig } from "playwright/test"
import { CHROMIUM, CHROMIUM_ARGS } from "./browser.ts"

export default defineConfig({
  testDir: "specs",
  // The conversion of a fleet under load takes a quarter of an hour by itself: `npm run prove`.
  testIgnore: process.env["PROVE"] === undefined ? ["hybrid.spec.ts"] : [],
  outputDir: "../test-results",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: CHROMIUM, args: CHROMIUM_ARGS },
    trace: "retain-on-failure",
  },
})
