import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { CORPUS } from "@signalbox/env-file/testing/corpus"
import { systemdMismatches } from "@signalbox/env-file/testing/systemd-expectation"
import { validateEnvText } from "@signalbox/env-file/validate"
import { type Host, startHost } from "../hosts/host.ts"
import { startNetwork } from "../hosts/network.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const REFUSED: Record<string, string> = {
  "a NUL byte": "A=1\0\n",
  "a byte order mark": "\uFEFFA=1\n",
  "an open quote": 'A="one\nB=2\n',
  "a key twice": "A=1\nA=2\n",
  "a line without =": "A=1\nno assignment\n",
  "a key that is none": "1A-B=2\n",
  "10 MB": `A=${"x".repeat(10_000_000)}\n`,
  "mixed line ends": "A=1\r\nB=2\n",
}

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
    for (const line of wrong) progress(line)
    const shipped = Object.entries(REFUSED).filter(([, text]) => validateEnvText(text, ["systemd"]).length === 0)
    const id = "F44"
    return [
      {
        id,
        claim: `${CORPUS.length} texts read by units of systemd ${version} as modelled`,
        figure: wrong.length,
        unit: "mismatches",
        target: "0",
        pass: wrong.length === 0,
      },
      {
        id,
        claim: `${Object.keys(REFUSED).length} kinds of broken text are refused`,
        figure: shipped.length,
        unit: "accepted",
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
