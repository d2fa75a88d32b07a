import type { HybridMeasureView, HybridReportTextView, HybridReportView, MeasuredView } from "./schema.ts"

/** The report as a text to keep: what was not measured is said, never guessed. */
export function reportMarkdown(report: HybridReportView): HybridReportTextView {
  const lines = [
    `# ${report.title}`,
    "",
    `Conversion ${report.conversionNumber} of ${report.servers.join(", ")}.`,
    "",
    `- Before: ${windowText(report.before)}`,
    `- After: ${windowText(report.after)}`,
    "",
    "| measure | before | after | wanted | verdict |",
    "| --- | ---: | ---: | --- | --- |",
    ...report.measures.map(measureLine),
    "",
    ...(report.checks.length > 0 ? ["| check | verdict | seen |", "| --- | --- | --- |"] : []),
    ...report.checks.map(({ title, verdict, seen }) => `| ${cell(title)} | ${verdict} | ${cell(seen)} |`),
    ...(report.checks.length > 0 ? [""] : []),
    "## How it was measured",
    "",
    ...report.measures.map(({ title, how }) => `- **${title}**: ${how}`),
    "",
  ]
  return { fileName: `conversion-${report.conversionNumber}.md`, markdown: lines.join("\n") }
}

function measureLine(measure: HybridMeasureView): string {
  const { title, before, after, wanted, verdict } = measure
  return `| ${cell(title)} | ${figure(measure, before)} | ${figure(measure, after)} | ${wanted?.words ?? ""} | ${verdict ?? ""} |`
}

function figure({ unit }: Pick<HybridMeasureView, "unit">, measured: MeasuredView): string {
  if (measured === null) return "not measured"
  const { value } = measured
  switch (unit) {
    case "bytes":
      return `${(value / 1_048_576).toFixed(1)} MB`
    case "bytes/s":
      return `${Math.round(value).toLocaleString("en")} bytes/s`
    case "ms":
      return `${value.toFixed(value < 10 ? 2 : 0)} ms`
    case "per hour":
      return `${value.toFixed(value === 0 ? 0 : 1)} per hour`
    case "connections":
      return String(value)
  }
}

function windowText(window: HybridReportView["before"]): string {
  return window ? `${window.from} to ${window.to}` : "not measured"
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ")
}
