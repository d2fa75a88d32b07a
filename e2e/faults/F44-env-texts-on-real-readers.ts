import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { EnvFaultCode } from "@signalbox/env-file/fault"
import { CORPUS } from "@signalbox/env-file/testing/corpus"
import { systemdMismatches } from "@signalbox/env-file/testing/systemd-expectation"
import { validateEnvText } from "@signalbox/env-file/validate"
import { type Host, startHost } from "../hosts/host.ts"
import { startNetwork } from "../hosts/network.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Each with the reason for which it must be refused: one that is refused for another is refused by luck. */
const REFUSED: { text: string; code: EnvFaultCode }[] = [
  { text: "A=1\0\n", code: "nul-byte" },
  { text: "\uFEFFA=1\n", code: "byte-order-mark" },
  { text: 'A="one\nB=2\n', code: "open-quote" },
  { text: "A=1\nA=2\n", code: "duplicate-key" },
  { text: "A=1\nno assignment\n", code: "no-equals" },
  { text: "1A-B=2\n", code: "invalid-key" },
  { text: `A=${"x".repeat(10_000_000)}\n`, code: "too-large" },
  { text: "A=1\r\nB=2\n", code: "mixed-line-ends" },
]

/** Env texts of every shape, read by units of a real systemd, beside what we say it reads; and what is never shipped at all. */
export async function faultF44({ progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  try {
    const host = await startHost({ network, name: "env-reader" })
    const version = Number(/systemd (\d+)/.exec(await host.run("systemctl", ["--version"]))?.[1])
    const wrong: string[] = []
    for (const entry of CORPUS) {
      const mismatches = systemdMismatches(entry, { version, environment: await readByUnit(host, entry) })
      if (mismatches.length > 0) wrong.push(`${entry.name}: ${mismatches.join(", ")}`)
    }
    const shipped = REFUSED.filter(({ text, code }) => !validateEnvText(text, ["systemd"]).some((f) => f.code === code))
    for (const line of [...wrong, ...shipped.map(({ code }) => `not refused as ${code}`)]) progress(line)
    return [
      {
        id: "F44",
        claim: `${CORPUS.length} texts read by units of systemd ${version} as modelled`,
        figure: wrong.length,
        unit: "mismatches",
        target: "0",
        pass: wrong.length === 0,
      },
      {
        id: "F44b",
        claim: `${REFUSED.length} kinds of broken text are refused, each for its own reason`,
        figure: shipped.length,
        unit: "accepted, or refused for another",
        target: "0",
        pass: shipped.length === 0,
      },
    ]
  } finally {
    await network.stop()
  }
}

/** The environment that a real unit got from the text; undefined when systemd would not start it. */
async function readByUnit(host: Host, entry: { name: string; text: string }): Promise<string | undefined> {
  const file = `/var/lib/env-${entry.name}`
  await writeFile(join(host.root, file), entry.text)
  const args = ["--quiet", "--wait", "--pipe", "--collect", "-p", `EnvironmentFile=${file}`, "/usr/bin/env", "-0"]
  const result = await host.exec("systemd-run", args)
  return result.code === 0 ? result.stdout : undefined
}
