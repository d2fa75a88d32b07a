// A control plane on a database of its own and a free port, for tests that speak to it as a browser or a program would.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestContext } from "node:test"
import type { Role } from "@signalbox/domain/access/schema"
import type { Db } from "@signalbox/prisma/client"
import { createTestDatabase } from "@signalbox/prisma/testing"
import { hashPassword } from "better-auth/crypto"
import { pino } from "pino"
import { readConfig } from "../config.ts"
import { startControlPlane } from "../control-plane.ts"
import { type Browser, openBrowser } from "./browser.ts"

export type TestServer = {
  url: string
  db: Db
  firstAdminCode: string | undefined
  /** A signed-in browser of a new user with this role. */
  signIn(role: Role): Promise<Browser & { userId: string; email: string; password: string }>
  /** A browser of nobody. */
  open(): Browser
}

/** `t` is a test, or anything that runs what is handed to `after` at its end. */
export async function startTestServer(
  t: Pick<TestContext, "after">,
  env: Record<string, string> = {},
): Promise<TestServer> {
  const { url: databaseUrl, db, close } = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), "signalbox-server-"))
  const controlPlane = await startControlPlane({
    config: readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: "0", ...env }),
    log: pino({ level: "silent" }),
    progress: () => {},
    withConsole: false,
  })
  t.after(async () => {
    await controlPlane.close()
    await close()
    await rm(dataDir, { recursive: true })
  })
  const { address: url } = controlPlane
  return {
    url,
    db,
    firstAdminCode: controlPlane.firstAdminLink?.split("code=")[1],
    open: () => openBrowser(url),
    async signIn(role) {
      const user = await makeUser(db, role)
      const browser = openBrowser(url)
      await browser.signIn(user)
      return { ...browser, ...user }
    },
  }
}

let users = 0
const password = "a long enough passphrase"
let passwordHash: Promise<string> | undefined

async function makeUser(db: Db, role: Role) {
  users += 1
  passwordHash ??= hashPassword(password)
  const userId = `user-${users}`
  const email = `${userId}@example.test`
  const account = { id: userId, accountId: userId, providerId: "credential", password: await passwordHash }
  await db.user.create({ data: { id: userId, name: userId, email, role, accounts: { create: account } } })
  return { userId, email, password }
}
