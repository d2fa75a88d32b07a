import type { KeyChangeView } from "@signalbox/domain/env/schema"
import type { RolloutTargetView, RolloutView, TargetEvidenceView } from "@signalbox/domain/rollouts/schema"
import { exactUtc, took } from "../../design/words.ts"
import { stepWords, versionWords } from "./target-words.ts"

export type ServerEvidence = TargetEvidenceView & { target: RolloutTargetView }

/** The evidence of a rollout as Markdown: what was wanted, what was seen on each server, how long it took. */
export function writeEvidence(rollout: RolloutView, servers: readonly ServerEvidence[]): string {
  return [
    `# Rollout #${rollout.number}: ${rollout.title}`,
    "",
    `${rollout.serviceName}, ${rollout.envPath}. ${rollout.status}. Started by ${rollout.createdByName}, ${exactUtc(rollout.createdAt)}${rollout.finishedAt ? `, ended ${exactUtc(rollout.finishedAt)}` : ""}.`,
    ...(rollout.note ? ["", rollout.note] : []),
    ...servers.flatMap(serverPart),
    "",
    "## History",
    "",
    ...rollout.events.map((event) => `- ${exactUtc(event.at)} ${event.text}`),
    "",
  ].join("\n")
}

function serverPart({ target, evidence, changes }: ServerEvidence): string[] {
  return [
    "",
    `## ${target.serverName}: ${target.status}`,
    "",
    `${versionWords(target)}. ${stepWords(target)}`,
    ...list("Changes", changes.map(changeLine)),
    ...list("Checks", (evidence?.checks ?? []).map(checkLine)),
    ...list("Checks after it was put back", (evidence?.rollbackChecks ?? []).map(checkLine)),
    ...list(
      "Timing",
      (evidence?.timing ?? []).map(({ step, ms }) => `${step}: ${took(ms)}`),
    ),
    ...journal(evidence?.journal ?? []),
  ]
}

const list = (title: string, lines: string[]) =>
  lines.length === 0 ? [] : ["", `### ${title}`, "", ...lines.map((line) => `- ${line}`)]

const changeLine = ({ key, kind, before, after }: KeyChangeView) =>
  `\`${key}\` ${kind}: ${before === null ? "not set" : `\`${before}\``} → ${after === null ? "not set" : `\`${after}\``}`

type Check = NonNullable<TargetEvidenceView["evidence"]>["checks"][number]

const checkLine = ({ title, verdict, expected, seen, tookMs }: Check) =>
  `${verdict}: ${title} (${took(tookMs)})${verdict === "pass" ? "" : `; expected ${expected}, seen ${seen}`}`

type Line = NonNullable<TargetEvidenceView["evidence"]>["journal"][number]

function journal(lines: Line[]): string[] {
  if (lines.length === 0) return []
  const text = lines.map(({ at, identifier, text: said }) => `    ${new Date(at).toISOString()} ${identifier}: ${said}`)
  return ["", "### Journal", "", ...text]
}
