"use client"
import { Button } from "@mantine/core"
import type { EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { PencilLine } from "lucide-react"
import Link from "next/link"
import { Status } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { assertionWords } from "../services/assertion-words.ts"
import type { AssertionOutcome } from "./assertion-results.ts"
import classes from "./env.module.css"
import type { Looked } from "./use-env-view.ts"

const WORDS = { pass: "pass", fail: "fails", unknown: "hidden" } as const
const LAMPS = { pass: "clear", fail: "danger", unknown: "unknown" } as const

type AssertionsTabProps = { service: ServiceView; env: EnvView; looked: Looked }

/** What must hold before anything is written, for each server as the draft stands. */
export function AssertionsTab({ service, env, looked }: AssertionsTabProps) {
  const change = service.may.update ? (
    <Button
      component={Link}
      size="xs"
      variant="default"
      href={`/services/${service.id}?tab=definition`}
      leftSection={<PencilLine />}
    >
      Change them
    </Button>
  ) : null
  return (
    <Card title="Assertions" hint="held against the draft; a plan that breaks one is refused" right={change} flush>
      {service.assertions.length === 0 ? (
        <EmptyState title="No assertion yet" action={change}>
          Say what must hold, such as “CELERY_BROKER_URL points at this server”, and no change that breaks it is sent.
        </EmptyState>
      ) : (
        <TableScroll label="Assertions" bare>
          <table className={table["table"]}>
            <thead>
              <tr>
                <th scope="col">Claim</th>
                {env.servers.map((server) => (
                  <th key={server.serverId} scope="col">
                    {server.serverName}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {service.assertions.map((assertion, at) => (
                <tr key={JSON.stringify(assertion)}>
                  <th scope="row" className={classes["claim"]}>
                    {assertionWords(assertion)}
                  </th>
                  {env.servers.map(({ serverId }) => (
                    <td key={serverId}>
                      <Outcome of={looked.outcomes.get(serverId)?.[at]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Card>
  )
}

function Outcome({ of }: { of: AssertionOutcome | undefined }) {
  if (!of) return null
  return (
    <>
      <Status lamp={LAMPS[of.state]} size="s" quiet={of.state === "pass"}>
        {WORDS[of.state]}
      </Status>
      {of.state === "pass" ? null : <div className={classes["why"]}>{of.message}</div>}
    </>
  )
}
