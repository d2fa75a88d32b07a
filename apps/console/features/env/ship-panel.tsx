"use client"
import { UnstyledButton } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { Lamp, Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { Card } from "../../design/page.tsx"
import { count } from "../../design/words.ts"
import { assertionWords } from "../services/assertion-words.ts"
import type { AssertionState } from "./assertion-results.ts"
import { BASE, type PlaceId, placeWords } from "./draft.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import classes from "./env.module.css"
import { RailItem } from "./rail-item.tsx"

const LAMPS: Record<AssertionState, LampKind> = { pass: "clear", fail: "danger", unknown: "unknown" }
const WORDS: Record<AssertionState, string> = { pass: "pass", fail: "fails", unknown: "hidden" }
/** The panel names so many lines; the rest are in the editor. */
const NAMED_MAX = 6

type ShipPanelProps = EditTabProps & { server: EnvServerView; goTo: (place: PlaceId, line: number) => void }

type Point = { place: PlaceId; line: number; lamp: LampKind; title: string; more: string }

/** Everything that must be right, or be looked at, before this draft goes to a server. */
export function ShipPanel(props: ShipPanelProps) {
  const { env, server, looked, service, goTo } = props
  const points = pointsOf(props)
  const outcomes = looked.outcomes.get(server.serverId) ?? []
  const failing = outcomes.filter(({ state }) => state === "fail").length
  const faults = points.filter(({ lamp }) => lamp === "danger").length + failing
  const doubts = points.length + failing - faults
  return (
    <Card title="Before it may ship" right={<Verdict faults={faults} doubts={doubts} />} flush>
      <ul className={classes["items"]}>
        {points.slice(0, NAMED_MAX).map((point) => (
          <RailItem
            key={`${point.place} ${point.line} ${point.title} ${point.more}`}
            mark={<Lamp kind={point.lamp} />}
            title={point.title}
            right={<LineLink {...props} point={point} goTo={goTo} />}
          >
            {point.more}
          </RailItem>
        ))}
        {points.length > NAMED_MAX ? (
          <RailItem mark={<Lamp kind="caution" />} title={`and ${points.length - NAMED_MAX} more`} />
        ) : null}
        {service.assertions.map((assertion, at) => {
          const { state, message } = outcomes[at] ?? { state: "unknown" as const, message: "" }
          return (
            <RailItem
              key={JSON.stringify(assertion)}
              mark={<Lamp kind={LAMPS[state]} />}
              title={assertionWords(assertion)}
              right={WORDS[state]}
            >
              {state === "pass" && message === assertionWords(assertion) ? null : message}
            </RailItem>
          )
        })}
        {points.some(({ lamp }) => lamp === "danger") ? null : (
          <RailItem mark={<Lamp kind="clear" />} title="No key twice, every line is read" right="pass" />
        )}
        <PathItem {...props} />
      </ul>
      {env.servers.length > 1 ? <OtherServers {...props} /> : null}
    </Card>
  )
}

function pointsOf({ env, looked, editing, service }: ShipPanelProps): Point[] {
  const places = [...new Set([...looked.findings.keys(), ...editing.refused.keys()])]
  return places.flatMap((place) => {
    const { faults = [], disagreements = [] } = looked.findings.get(place) ?? {}
    const refused = (editing.refused.get(place) ?? []).filter(({ line }) => !faults.some((one) => one.line === line))
    return [
      ...[...faults, ...refused].map(
        ({ line, message }): Point => ({
          place,
          line,
          lamp: "danger",
          title: `Cannot be saved in ${placeWords(env, place)}`,
          more: message,
        }),
      ),
      ...disagreements.map(
        ({ line, key, reason }): Point => ({
          place,
          line,
          lamp: "caution",
          title: service.dialects.length === 2 ? "Two programs disagree" : "Programs disagree",
          more: key ? `${key}: ${reason}` : reason,
        }),
      ),
    ]
  })
}

function Verdict({ faults, doubts }: { faults: number; doubts: number }) {
  if (faults > 0) return <Status lamp="danger">{faults} to put right</Status>
  if (doubts > 0) return <Status lamp="caution">{doubts} to decide</Status>
  return (
    <Status lamp="clear" quiet>
      nothing in the way
    </Status>
  )
}

/** To the line, when it stands in one of the two editors in sight. */
function LineLink({ server, point, goTo }: ShipPanelProps & { point: Point }) {
  const { place, line } = point
  if (line === 0) return null
  if (place !== BASE && place !== server.serverId) return `line ${line}`
  return (
    <UnstyledButton className={classes["link"]} onClick={() => goTo(place, line)}>
      line {line}
    </UnstyledButton>
  )
}

function PathItem({ looked: { policy }, service }: ShipPanelProps) {
  if (policy === undefined) return null
  const isPermitted = policy?.env.some(
    (one) => one.path === service.envPath && one.owner === service.envOwner && one.group === service.envGroup,
  )
  return (
    <RailItem
      mark={<Lamp kind={isPermitted ? "clear" : "danger"} />}
      title={isPermitted ? "Host policy permits the path" : "The host policy does not permit the path"}
      right={isPermitted ? "pass" : "refused"}
    >
      {isPermitted
        ? null
        : `${service.envPath} as ${service.envOwner}:${service.envGroup} is not in the server's policy.`}
    </RailItem>
  )
}

function OtherServers({ env, server, looked }: ShipPanelProps) {
  const failing = env.servers.filter(
    ({ serverId }) =>
      serverId !== server.serverId && looked.outcomes.get(serverId)?.some(({ state }) => state === "fail"),
  )
  if (failing.length === 0) return null
  return (
    <p className={classes["railFoot"]}>
      <Lamp kind="danger" size="s" />
      <span>
        An assertion fails elsewhere:{" "}
        {failing.length > 3 ? count(failing.length, "server") : failing.map((one) => one.serverName).join(", ")}
      </span>
    </p>
  )
}
