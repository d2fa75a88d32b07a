// The agent's core without its link, as a program for tests on real servers: commands are files that appear in a
// folder, results are files that appear in another.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import { problemView } from "@signalbox/protocol/problem"
import { openChanges } from "../changes/commands.ts"
import { openSystemd } from "../host/units/systemd.ts"

const LOOK_EVERY_MS = 10

type DriverConfig = {
  folder: string
  policyPath: string
  controlPlaneKey: string
  serverId: string
  guardianCommand: string[]
  guardianMarginMs: number
}

const config = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as DriverConfig
const [inbox, outbox] = [`${config.folder}/inbox`, `${config.folder}/outbox`]
for (const folder of [inbox, outbox]) mkdirSync(folder, { recursive: true })

const changes = await openChanges({
  policyPath: config.policyPath,
  controlPlaneKey: config.controlPlaneKey,
  serverId: config.serverId,
  guardianMarginMs: config.guardianMarginMs,
  supervisor: openSystemd({ guardianCommand: config.guardianCommand }),
  onFinished: (result) => put(`finished-${result.commandId}`, result),
  onProgress: (progress) => put(`step-${progress.commandId}-${progress.seq}`, progress),
})
for (const result of changes.pendingResults()) put(`finished-${result.commandId}`, result)
put("ready", {})

for (;;) {
  for (const name of readdirSync(inbox).filter((entry) => entry.endsWith(".json"))) {
    const command: unknown = JSON.parse(readFileSync(`${inbox}/${name}`, "utf8"))
    rmSync(`${inbox}/${name}`)
    await changes.accept(command).then(
      () => put(`taken-${name.slice(0, -5)}`, {}),
      (error: unknown) => put(`taken-${name.slice(0, -5)}`, problemView(error)),
    )
  }
  await wait(LOOK_EVERY_MS)
}

function put(name: string, value: unknown): void {
  writeFileSync(`${outbox}/.new`, JSON.stringify(value))
  renameSync(`${outbox}/.new`, `${outbox}/${name}.json`)
}
