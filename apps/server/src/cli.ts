#!/usr/bin/env node
// `signalbox`, the operator's command on the control plane's own machine: whoever may run it there may do all of this.
import { parseArgs } from "node:util"
import { createToken } from "@signalbox/domain/access/create-token"
import { machineActor, makeFirstAdminCode } from "@signalbox/domain/access/make-first-admin-code"
import { CreateTokenInput } from "@signalbox/domain/access/schema"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { Problem } from "@signalbox/protocol/problem"
import { ZodError } from "zod"
import { readConfig } from "./config.ts"
import { withDatabase } from "./with-database.ts"

const usage = `Usage:
  signalbox start                                          run the control plane
  signalbox token create --role ROLE --name NAME [--days N] make an API token and print it (role: viewer, operator, admin)
  signalbox admin reset                                    print a new one-time link that makes an admin
`

const clock = { now: () => new Date() }
const say = (line: string) => void process.stdout.write(`${line}\n`)

async function run(argv: string[]): Promise<void> {
  const command = argv
    .filter((word) => !word.startsWith("-"))
    .slice(0, 2)
    .join(" ")
  if (argv[0] === "start") await import("./main.ts")
  else if (command === "token create") await makeToken(argv.slice(2))
  else if (command === "admin reset") await resetAdmin()
  else throw new StartRefusal(usage.trimEnd())
}

async function makeToken(args: string[]): Promise<void> {
  const options = {
    role: { type: "string" },
    name: { type: "string" },
    days: { type: "string", default: "90" },
  } as const
  const { values } = parseArgs({ args, options })
  const input = CreateTokenInput.parse({ role: values.role, name: values.name, expiresInDays: Number(values.days) })
  await withDatabase(readConfig(), async (db) => {
    const { token } = await createToken({ db, clock, actor: machineActor, publish: () => {} }, input)
    // Alone on standard output, so that it can be piped where it is to go.
    say(token)
  })
}

async function resetAdmin(): Promise<void> {
  const config = readConfig()
  await withDatabase(config, async (db) => {
    const code = await makeFirstAdminCode({ db, clock })
    const url = config.publicUrl ?? `http://localhost:${config.port}`
    say("Open this link within 24 hours to become an admin; it works once:")
    say(`  ${url}/welcome#code=${code}`)
  })
}

function explain(error: unknown): string {
  if (error instanceof ZodError) return error.issues.map((one) => `--${one.path.join(".")}: ${one.message}`).join("\n")
  if (error instanceof StartRefusal || error instanceof Problem) return error.message
  return error instanceof Error ? error.message : String(error)
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
}
