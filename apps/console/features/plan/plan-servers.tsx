"use client"
import { Button } from "@mantine/core"
import type { AssertionView, PlanTargetView, PlanView } from "@signalbox/domain/rollouts/schema"
import type { ProblemView } from "@signalbox/protocol/problem"
import Link from "next/link"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { Card, Note } from "../../design/page.tsx"
import { ServerName, VersionPlate } from "../../design/plate.tsx"
import { count } from "../../design/words.ts"
import classes from "./plan.module.css"
import { groupPlan, type PlanGroup } from "./plan-groups.ts"

/** Why the plan as a whole may not start. What stands in the way on one server stands at that server. */
export function PlanRefusals({ plan }: { plan: PlanView }) {
  if (plan.refusals.length === 0) return null
  const whole = plan.refusals.filter((refusal) => refusal.serverId === null)
  const servers = new Set(plan.refusals.flatMap(({ serverId }) => (serverId === null ? [] : [serverId])))
  return (
    <Note tone="danger">
      <Lamp kind="danger" />
      <div role="status">
        <strong>This plan is refused, so nothing can start.</strong>{" "}
        {servers.size > 0
          ? `${count(servers.size, "server")} cannot take it: the reasons stand below. Mend them, or take the servers out.`
          : null}
        {whole.map(({ problem }) => (
          <div key={problem.code}>
            {problem.message} {problem.fix}{" "}
            {problem.code === "rollout-in-progress" ? (
              <Link href={`/rollouts?service=${plan.serviceId}`} className={classes["inText"]}>
                Go to it
              </Link>
            ) : null}
          </div>
        ))}
      </div>
    </Note>
  )
}

/** Server by server what would change, what restarts, what holds and what does not. */
export function PlanServers({ plan }: { plan: PlanView }) {
  const { groups, still } = groupPlan(plan.targets)
  return (
    <>
      {groups.map((group) => (
        <Group key={group.id} group={group} />
      ))}
      {still.length > 0 ? (
        <Card title="Left as they are" hint={count(still.length, "server")}>
          <p className="dim">
            {still.map((target) => `${target.serverName} runs v${target.toNumber} already`).join("; ")}. They are
            skipped.
          </p>
        </Card>
      ) : null}
    </>
  )
}

function Group({ group: { targets } }: { group: PlanGroup }) {
  const [first] = targets
  if (!first) return null
  const froms = new Set(targets.map((target) => target.fromNumber))
  const tos = new Set(targets.map((target) => target.toNumber))
  return (
    <Card
      title={targets.length === 1 ? first.serverName : `The same on ${count(targets.length, "server")}`}
      hint={`${count(first.changes.length, "key")} ${first.changes.length === 1 ? "changes" : "change"}, secrets masked`}
      flush
    >
      {first.changes.length > 0 ? (
        <KeyDiff
          changes={first.changes}
          label={`What changes on ${targets.map((target) => target.serverName).join(", ")}`}
          before={froms.size === 1 ? (first.fromNumber === null ? "Nothing before" : `v${first.fromNumber}`) : "Before"}
          after={tos.size === 1 ? `v${first.toNumber}` : "After"}
        />
      ) : (
        <p className={classes["same"]}>No value changes; only layout or comments do.</p>
      )}
      <Restarts units={first.units} />
      <ul className={classes["targets"]}>
        {targets.map((target) => (
          <Target key={target.serverId} target={target} />
        ))}
      </ul>
    </Card>
  )
}

function Restarts({ units }: { units: string[] }) {
  return (
    <div className={classes["restarts"]}>
      <span className="dim">{units.length === 0 ? "Nothing restarts." : "Restarts, in this order"}</span>
      <ol>
        {units.map((unit) => (
          <li key={unit}>{unit.replace(/\.service$/, "")}</li>
        ))}
      </ol>
    </div>
  )
}

function Target({ target }: { target: PlanTargetView }) {
  const failing = target.assertions.filter((assertion) => !assertion.pass)
  return (
    <li aria-label={target.serverName}>
      <div className={classes["target"]}>
        <ServerName name={target.serverName} hue={target.serverHue} />
        <span className={classes["versions"]}>
          <VersionPlate number={target.fromNumber} /> → <VersionPlate number={target.toNumber} />
        </span>
        <span className="dim">batch {target.batch}</span>
        <span className={classes["standing"]}>
          <Assertions all={target.assertions} />
          {target.isOnline ? (
            <Status lamp="clear" size="s" quiet>
              online
            </Status>
          ) : (
            <Status lamp="danger" size="s">
              offline, applies on return
            </Status>
          )}
        </span>
      </div>
      {target.refusals.map((problem) => (
        <Refusal key={`${problem.code} ${problem.message}`} problem={problem} target={target} />
      ))}
      {target.refusals.length === 0
        ? failing.map(({ title }) => (
            <div key={title} className={classes["said"]} data-tone="danger">
              <Lamp kind="danger" size="s" />
              <span>{title}</span>
            </div>
          ))
        : null}
      {target.warnings.map((warning) => (
        <div key={warning} className={classes["said"]} data-tone="caution">
          <Lamp kind="caution" size="s" />
          <span>
            <span className="sr-only">warning: </span>
            {warning}
          </span>
        </div>
      ))}
    </li>
  )
}

function Assertions({ all }: { all: AssertionView[] }) {
  if (all.length === 0) return null
  const failing = all.filter((assertion) => !assertion.pass).length
  return (
    <span title={all.map(({ title, pass }) => `${pass ? "holds" : "FAILS"}: ${title}`).join("\n")}>
      {failing === 0 ? (
        <span className="dim">{count(all.length, "assertion holds", "assertions hold")}</span>
      ) : (
        <Status lamp="danger" size="s">
          {failing} of {count(all.length, "assertion")} fail
        </Status>
      )}
    </span>
  )
}

/** Where a refusal is mended. */
const MENDS: Partial<Record<ProblemView["code"], { label: string; tab: string }>> = {
  drifted: { label: "See what differs", tab: "?tab=env" },
  "policy-refused": { label: "See what it permits", tab: "?tab=policy" },
}

function Refusal({ problem, target }: { problem: ProblemView; target: PlanTargetView }) {
  const mend = MENDS[problem.code]
  return (
    <div className={classes["said"]} data-tone="danger">
      <Lamp kind="danger" size="s" />
      <span>
        <strong>
          <span className="sr-only">refused: </span>
          {problem.message}
        </strong>{" "}
        {problem.fix}
        {problem.details ? (
          <ul>
            {Object.entries(problem.details).map(([place, says]) => (
              <li key={place}>
                <code>{place}</code> {says}
              </li>
            ))}
          </ul>
        ) : null}
      </span>
      {mend ? (
        <Button component={Link} href={`/servers/${target.serverId}${mend.tab}`} variant="default" size="xs">
          {mend.label}
        </Button>
      ) : null}
    </div>
  )
}
