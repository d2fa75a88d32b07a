"use client"
import { Button } from "@mantine/core"
import type { HybridMeasureView, HybridReportView, MeasuredView } from "@signalbox/domain/conversions/schema"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { Card } from "../../design/page.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { TableScroll } from "../../design/table-scroll.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { figure } from "./conversion-words.ts"
import classes from "./conversions.module.css"

/** What the conversion brought: each figure before and after, and how it was measured. */
export function ReportCard({ report, conversionId }: { report: HybridReportView; conversionId: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const markdown = useMutation({
    mutationFn: async () => {
      const text = await queryClient.fetchQuery(trpc.conversions.reportText.queryOptions({ conversionId }))
      save(text.fileName, text.markdown, "text/markdown")
    },
  })
  const json = () =>
    save(`hybrid-report-${report.conversionNumber}.json`, `${JSON.stringify(report, null, 2)}\n`, "application/json")
  return (
    <Card
      title="Hybrid report: before and after"
      flush
      right={
        <>
          <Button
            variant="default"
            size="xs"
            leftSection={<Download />}
            loading={markdown.isPending}
            onClick={() => markdown.mutate()}
          >
            Markdown
          </Button>
          <Button variant="default" size="xs" leftSection={<Download />} onClick={json}>
            JSON
          </Button>
        </>
      }
    >
      {markdown.error ? <ErrorPanel error={markdown.error} what="The report could not be written." /> : null}
      <div className={classes["report"]}>
        <TableScroll label="Measures" bare>
          <table className={classes["measures"]}>
            <thead>
              <tr>
                <th>Measure</th>
                <th>Before and after</th>
                <th>Before</th>
                <th>After</th>
                <th>Wanted</th>
                <th>Verdict</th>
              </tr>
            </thead>
            <tbody>
              {report.measures.map((measure) => (
                <Measure key={measure.id} measure={measure} />
              ))}
            </tbody>
          </table>
        </TableScroll>
        <ul className={classes["checks"]} aria-label="Checks">
          {report.checks.map((check) => (
            <li key={check.id}>
              <Status lamp={lampOf.check(check.verdict)} quiet={check.verdict === "pass"}>
                {check.title}: {check.verdict}
              </Status>
              <span className="dim">{check.seen}</span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

function Measure({ measure }: { measure: HybridMeasureView }) {
  const { title, before, after, wanted, verdict, unit, how } = measure
  const most = Math.max(before?.value ?? 0, after?.value ?? 0)
  const width = (seen: MeasuredView) => ({ width: `${seen && most > 0 ? (seen.value / most) * 100 : 0}%` })
  const words = (seen: MeasuredView) => (seen ? figure(seen.value, unit) : <span className="dim">not measured</span>)
  return (
    <tr>
      <td>
        <details>
          <summary>{title}</summary>
          <p className="dim">{how}</p>
          <PerServer when="before" seen={before} unit={unit} />
          <PerServer when="after" seen={after} unit={unit} />
        </details>
      </td>
      <td>
        <div className={classes["bars"]} aria-hidden="true">
          <i style={width(before)} />
          <i style={width(after)} />
        </div>
      </td>
      <td>{words(before)}</td>
      <td>
        <strong>{words(after)}</strong>
      </td>
      <td className="dim">{wanted?.words}</td>
      <td>{verdict ? <Status lamp={lampOf.check(verdict)}>{verdict}</Status> : <span className="dim">none</span>}</td>
    </tr>
  )
}

type PerServerProps = { when: string; seen: MeasuredView; unit: HybridMeasureView["unit"] }

function PerServer({ when, seen, unit }: PerServerProps) {
  return seen?.perServer.map(({ serverName, value }) => (
    <div key={serverName}>
      {serverName} {when}: {figure(value, unit)}
    </div>
  ))
}

function save(fileName: string, text: string, type: string) {
  const href = URL.createObjectURL(new Blob([text], { type }))
  Object.assign(document.createElement("a"), { href, download: fileName }).click()
  URL.revokeObjectURL(href)
}
