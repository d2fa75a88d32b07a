"use client"
import { Button } from "@mantine/core"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { checkTitle } from "@signalbox/protocol/check-title"
import { Plus } from "lucide-react"
import { useState } from "react"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { assertionWords } from "./assertion-words.ts"
import { AssignDialog } from "./assign-dialog.tsx"
import { ServiceServers } from "./service-servers.tsx"
import classes from "./services.module.css"

export function ServiceOverview({ service }: { service: ServiceView }) {
  const [isAssigning, setAssigning] = useState(false)
  const assign = service.may.update ? (
    <Button variant="default" size="xs" leftSection={<Plus />} onClick={() => setAssigning(true)}>
      Assign servers
    </Button>
  ) : null
  return (
    <div className={classes["columns"]}>
      <Card title="Where it runs" hint={count(service.servers.length, "server")} right={assign} flush>
        {service.servers.length === 0 ? (
          <EmptyState title="It runs nowhere yet" action={assign}>
            Assign servers by name, or all that carry a label. Their env can then be imported or written.
          </EmptyState>
        ) : (
          <ServiceServers service={service} />
        )}
      </Card>
      <div className={classes["stack"]}>
        <WordList title="Units, in order" none="No unit restarts with it." words={service.units} />
        <WordList
          title="Checks"
          none="No check: a change counts as good once its units stay up."
          words={service.checks.map(checkTitle)}
        />
        <WordList title="Assertions" none="None." words={service.assertions.map(assertionWords)} />
      </div>
      <AssignDialog
        key={String(isAssigning)}
        service={service}
        opened={isAssigning}
        close={() => setAssigning(false)}
      />
    </div>
  )
}

function WordList({ title, none, words }: { title: string; none: string; words: string[] }) {
  return (
    <Card title={title} {...(words.length > 0 ? { hint: words.length } : {})}>
      {words.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <ol className={classes["plain"]}>
          {words.map((word) => (
            <li key={word} style={{ overflowWrap: "anywhere" }}>
              {word}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
