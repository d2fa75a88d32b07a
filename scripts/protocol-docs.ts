// Writes docs/PROTOCOL.md's tables from the catalogue; with --check it only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { AGENT_MESSAGES, CONTROL_PLANE_MESSAGES } from "../packages/protocol/src/catalogue.ts"
import * as limits from "../packages/protocol/src/limits.ts"
import { PROBLEMS } from "../packages/protocol/src/problem.ts"
import { CAPABILITIES, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "../packages/protocol/src/version.ts"

const file = fileURLToPath(new URL("../docs/PROTOCOL.md", import.meta.url))
const parts: Record<string, string> = {
  version: versionTable(),
  agent: messageTable(AGENT_MESSAGES),
  "control-plane": messageTable(CONTROL_PLANE_MESSAGES),
  limits: table(
    ["limit", "value"],
    Object.entries(limits).map(([name, value]) => [`\`${name}\``, value.toLocaleString("en")]),
  ),
  problems: table(
    ["code", "status", "says", "what to do"],
    Object.entries(PROBLEMS).map(([code, row]) => [`\`${code}\``, String(row.status), row.says, row.fix]),
  ),
}

const before = readFileSync(file, "utf8")
let after = before
for (const [name, text] of Object.entries(parts)) {
  const marks = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`)
  if (!marks.test(after)) throw new Error(`docs/PROTOCOL.md has no place for the part "${name}".`)
  after = after.replace(marks, (_, open: string, close: string) => `${open}${text}\n${close}`)
}
if (!process.argv.includes("--check")) writeFileSync(file, after)
else if (after !== before) {
  process.stdout.write("docs/PROTOCOL.md is behind the catalogue; run: node scripts/protocol-docs.ts\n")
  process.exit(1)
}

type Messages = Record<string, { says: string; message: z.ZodType; answer: z.ZodType; durable: boolean }>

function messageTable(messages: Messages): string {
  const rows = Object.entries(messages).map(([name, { says, message, answer, durable }]) => [
    `\`${name}\``,
    says,
    fields(message),
    fields(answer),
    durable ? "until stored" : "once",
  ])
  return table(["message", "says", "fields", "answer", "sent"], rows)
}

/** Names of the fields, `?` behind those that may be left out. */
function fields(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as {
    properties?: object
    required?: string[]
  }
  const names = Object.keys(json.properties ?? {}).map(
    (name) => `\`${name}${json.required?.includes(name) ? "" : "?"}\``,
  )
  return names.join(" ") || "–"
}

function versionTable(): string {
  return table(
    ["what", "now"],
    [
      ["versions spoken", `${PROTOCOL_VERSION_MIN} to ${PROTOCOL_VERSION}`],
      ["capabilities", CAPABILITIES.map((name) => `\`${name}\``).join(" ")],
    ],
  )
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}
