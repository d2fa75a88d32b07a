import type { AuditEntryView } from "@signalbox/domain/audit/schema"
import { Status } from "../../design/lamp.tsx"

export function ResultWord({ result }: { result: AuditEntryView["result"] }) {
  if (result === "done") return <span>done</span>
  return (
    <Status lamp={result === "refused" ? "revoked" : "danger"} size="s">
      {result}
    </Status>
  )
}
