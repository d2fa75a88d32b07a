// The console: Next.js as a guest of our server. It gets every request that no route of ours took.
import { existsSync } from "node:fs"
import type { IncomingMessage, ServerResponse } from "node:http"
import { fileURLToPath } from "node:url"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import type { Route } from "./route.ts"
import { pagePolicy } from "./security-headers.ts"

const consoleDir = fileURLToPath(new URL("../../../console", import.meta.url))

type NextApp = {
  prepare(): Promise<void>
  getRequestHandler(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
  close(): Promise<void>
}
/** The types of the package describe its CommonJS face; this is what an import gives. */
type NextFactory = (options: { dev: false; dir: string; quiet: boolean }) => NextApp

export type Console = { route: Route; close(): Promise<void> }

/**
 * Opens the built console.
 * @throws StartRefusal when nobody built it
 */
export async function openConsole(): Promise<Console> {
  if (!existsSync(`${consoleDir}/.next/BUILD_ID`)) {
    throw new StartRefusal("The console is not built yet; start with: npm start")
  }
  const next = (await import("next")).default as unknown as NextFactory
  const app = next({ dev: false, dir: consoleDir, quiet: true })
  await quietly(() => app.prepare())
  const handle = app.getRequestHandler()
  return {
    close: () => app.close(),
    route: {
      path: "/*",
      async handle({ req, res }) {
        const { nonce, policy } = pagePolicy()
        // Next puts the nonce of this request header on its own scripts; the layout reads the other one.
        req.headers["content-security-policy"] = policy
        req.headers["x-nonce"] = nonce
        delete req.headers["x-middleware-subrequest"]
        res.setHeader("content-security-policy", policy)
        await handle(req, res)
      },
    },
  }
}

/** Next tells the terminal how long its configuration took, whatever it is asked; ours is for the operator. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console
  console.log = () => {}
  try {
    await work()
  } finally {
    console.log = log
  }
}
