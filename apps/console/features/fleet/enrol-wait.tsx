"use client"
import { Button } from "@mantine/core"
import type { EnrolmentCreatedView, EnrolmentView } from "@signalbox/domain/servers/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { Card, Facts, Note } from "../../design/page.tsx"
import { CopyLine } from "../../design/plate.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./enrol.module.css"

type EnrolWaitProps = { created: EnrolmentCreatedView; another: () => void; close: () => void }

/** The line to paste, and what became of it: it flips by itself when the server comes. */
export function EnrolWait({ created, another, close }: EnrolWaitProps) {
  const trpc = useTRPC()
  const list = useQuery(trpc.enrolments.list.queryOptions({ limit: 50 }))
  const now = list.data?.items.find((one) => one.id === created.id) ?? created
  return (
    <div className={classes["form"]}>
      <Stage enrolment={now} />
      {now.state === "enrolled" ? (
        <Next enrolment={now} another={another} close={close} />
      ) : (
        <>
          <div>
            <h2 className={classes["label"]}>Paste this on the server</h2>
            <CopyLine value={created.oneLiner} label="the line to paste" />
            <p className="dim">
              As root, or as someone who may use sudo. It is shown once: the token in it is kept nowhere.
            </p>
          </div>
          {isOfThisMachine(created.oneLiner) ? <OnlyHere /> : null}
          <Facts
            rows={[
              [
                "Works until",
                <span key="until">
                  <Age at={now.expiresAt} ahead /> from now
                </span>,
              ],
              ["Signed by", <code key="key">{created.keyFingerprint}</code>],
            ]}
          />
          <details className={classes["details"]}>
            <summary>To take the agent off again</summary>
            <CopyLine value={created.uninstallLine} label="the line that uninstalls" />
          </details>
          <Cancel enrolment={now} close={another} />
        </>
      )}
    </div>
  )
}

/** Whether the address in the line means whatever machine it is pasted on. */
const isOfThisMachine = (line: string) => /--url https?:\/\/(localhost|127\.[\d.]+|\[::1\])[:/\s]/.test(`${line} `)

function OnlyHere() {
  return (
    <Note tone="caution">
      <Lamp kind="caution" />
      <div>
        <strong>Only this machine can come by this line.</strong>
        <div className="dim">
          Its address is localhost. For another server start Signalbox with <code>PUBLIC_URL</code>, the address at
          which servers reach it, and <code>HOST=0.0.0.0</code> where no proxy stands in front; then make a new line.
        </div>
      </div>
    </Note>
  )
}

const STAGES: Record<
  EnrolmentView["state"],
  { lamp: LampKind; tone: "moving" | "danger" | "caution" | "clear"; says: string }
> = {
  waiting: { lamp: "applying", tone: "moving", says: "Waiting for the server…" },
  installing: { lamp: "verifying", tone: "moving", says: "The installer is at work" },
  failed: { lamp: "danger", tone: "danger", says: "The installer stopped" },
  enrolled: { lamp: "clear", tone: "clear", says: "Enrolled" },
  expired: { lamp: "expired", tone: "caution", says: "The line has expired" },
  revoked: { lamp: "revoked", tone: "caution", says: "The line was revoked" },
}

function Stage({ enrolment }: { enrolment: EnrolmentView }) {
  const { lamp, tone, says } = STAGES[enrolment.state]
  return (
    <div role="status">
      <Note tone={tone}>
        <Lamp kind={lamp} />
        <div>
          <strong>{says}</strong>
          {enrolment.serverName ? ` · ${enrolment.serverName}` : ""}
          {enrolment.step ? <div className="dim">Step: {enrolment.step}</div> : null}
          {enrolment.stepFailed ? <div className={classes["failed"]}>{enrolment.stepFailed}</div> : null}
          {enrolment.state === "failed" ? (
            <div className="dim">
              Put right what it names, then paste the same line again: doing it twice is harmless.
            </div>
          ) : null}
        </div>
      </Note>
    </div>
  )
}

function Next({ enrolment, another, close }: { enrolment: EnrolmentView; another: () => void; close: () => void }) {
  return (
    <Card title="What next?">
      <div className={classes["next"]}>
        {enrolment.serverId ? (
          <Button component={Link} href={`/servers/${enrolment.serverId}`} onClick={close}>
            Open {enrolment.serverName ?? "the server"}
          </Button>
        ) : null}
        <Button
          component={Link}
          variant="default"
          href={`/services/new${enrolment.serverId ? `?server=${enrolment.serverId}` : ""}`}
        >
          Describe a service on it
        </Button>
        <Button variant="subtle" onClick={another}>
          Enrol another
        </Button>
      </div>
    </Card>
  )
}

function Cancel({ enrolment, close }: { enrolment: EnrolmentView; close: () => void }) {
  const trpc = useTRPC()
  const revoke = useMutation(trpc.enrolments.revoke.mutationOptions({ onSuccess: close }))
  const isOver = enrolment.state === "expired" || enrolment.state === "revoked"
  return (
    <div>
      {isOver ? (
        <Button onClick={close}>Make a new line</Button>
      ) : (
        <Button
          variant="subtle"
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ enrolmentId: enrolment.id })}
        >
          Revoke this line
        </Button>
      )}
    </div>
  )
}
