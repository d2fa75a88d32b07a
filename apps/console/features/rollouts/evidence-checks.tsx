import type { EvidenceView, RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import type { CheckResult } from "@signalbox/protocol/check"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { took } from "../../design/words.ts"
import classes from "./evidence.module.css"

/** Each check with its verdict; where one did not pass, what was expected and what was seen. */
export function EvidenceChecks({ evidence, target }: { evidence: EvidenceView; target: RolloutTargetView }) {
  const { checks, rollbackChecks } = evidence
  return (
    <>
      <section className={classes["box"]} aria-label="Checks">
        <header>
          Checks <span className={classes["right"]}>against v{target.toNumber}</span>
        </header>
        {checks.length === 0 ? (
          <p className={classes["why"]}>None was run: it ended before.</p>
        ) : (
          <List checks={checks} />
        )}
      </section>
      {rollbackChecks.length > 0 ? (
        <section className={classes["box"]} aria-label="After it was put back">
          <header>
            After it was put back
            <span className={classes["right"]}>
              {target.fromNumber === null ? "no file" : `against v${target.fromNumber}`}
            </span>
          </header>
          <List checks={rollbackChecks} />
        </section>
      ) : null}
    </>
  )
}

function List({ checks }: { checks: CheckResult[] }) {
  return (
    <ul className={classes["checks"]}>
      {checks.map((check, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: results stand in their order, and two may ask the same
        <li key={at} data-verdict={check.verdict}>
          <div className={classes["check"]}>
            <Lamp kind={lampOf.check(check.verdict)} />
            <span>{check.title}</span>
            <span className={classes["took"]}>{check.verdict === "pass" ? took(check.tookMs) : check.verdict}</span>
          </div>
          {check.verdict === "fail" ? (
            <dl className={classes["seen"]}>
              <dt>Expected</dt>
              <dd>{check.expected}</dd>
              <dt>Seen</dt>
              <dd>{check.seen}</dd>
              <dt>After</dt>
              <dd>{took(check.tookMs)}</dd>
            </dl>
          ) : check.verdict === "unknown" ? (
            <div className={classes["note"]}>{check.seen}</div>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
