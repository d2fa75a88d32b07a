import type { RedisFindingRowView } from "@signalbox/domain/redis/schema"
import Link from "next/link"
import { Lamp } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { offerHref, offerWords } from "./offer.ts"
import classes from "./panel.module.css"

export const SEVERITY_LAMP: Record<RedisFindingRowView["severity"], LampKind> = {
  danger: "danger",
  warning: "caution",
  note: "unknown",
}

/** What was found, why it matters, what to do; and where we can do it, the way there. */
export function LintFindings({ findings }: { findings: readonly RedisFindingRowView[] }) {
  return (
    <ul className={classes["lint"]}>
      {findings.map((finding) => (
        <li key={finding.id + finding.seen}>
          <Lamp kind={SEVERITY_LAMP[finding.severity]} />
          <div>
            <b>
              <span className="sr-only">{finding.severity}: </span>
              {finding.seen}
            </b>
            <p>
              {finding.why} {finding.fix}{" "}
              {finding.offer ? <Link href={offerHref(finding.offer)}>{offerWords(finding.offer)}</Link> : null}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
