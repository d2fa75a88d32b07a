"use client"
import { Button, Checkbox, Modal, Tooltip } from "@mantine/core"
import type { ConversionView } from "@signalbox/domain/conversions/schema"
import { useMutation } from "@tanstack/react-query"
import { Pause, Play, Square, Undo2 } from "lucide-react"
import { useState } from "react"
import { ErrorPanel } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./conversions.module.css"

/** What may be done to a conversion now; taking it back asks once. */
export function ConversionActions({ conversion }: { conversion: ConversionView }) {
  const trpc = useTRPC()
  const [isAsking, setAsking] = useState(false)
  const { id: conversionId, may } = conversion
  const pause = useMutation(trpc.conversions.pause.mutationOptions())
  const resume = useMutation(trpc.conversions.resume.mutationOptions())
  const stop = useMutation(trpc.conversions.stop.mutationOptions())
  const error = pause.error ?? resume.error ?? stop.error
  return (
    <>
      {error ? <ErrorPanel error={error} /> : null}
      <div className={classes["pinned"]}>
        {may.pause ? (
          <Button
            variant="default"
            leftSection={<Pause />}
            loading={pause.isPending}
            onClick={() => pause.mutate({ conversionId })}
          >
            Pause
          </Button>
        ) : null}
        {may.resume ? (
          <Button
            variant="default"
            leftSection={<Play />}
            loading={resume.isPending}
            onClick={() => resume.mutate({ conversionId })}
          >
            Resume
          </Button>
        ) : null}
        {may.stop ? (
          <Button
            variant="default"
            leftSection={<Square />}
            loading={stop.isPending}
            onClick={() => stop.mutate({ conversionId })}
          >
            Stop
          </Button>
        ) : null}
        <Tooltip
          label={
            may.takeBack
              ? "Gives every server that was changed the env back that it had before. Asks once."
              : "Nothing can be taken back now: no server was changed, it was taken back already, or your role may only look."
          }
        >
          <Button
            size="lg"
            leftSection={<Undo2 />}
            {...(may.takeBack ? {} : { "data-disabled": true })}
            aria-disabled={!may.takeBack}
            onClick={(event) => (may.takeBack ? setAsking(true) : event.preventDefault())}
          >
            Take back
          </Button>
        </Tooltip>
      </div>
      {isAsking ? <TakeBack conversion={conversion} close={() => setAsking(false)} /> : null}
    </>
  )
}

function TakeBack({ conversion, close }: { conversion: ConversionView; close: () => void }) {
  const trpc = useTRPC()
  const [removesLocal, setRemovesLocal] = useState(false)
  const takeBack = useMutation(trpc.conversions.takeBack.mutationOptions({ onSuccess: close }))
  return (
    <Modal opened onClose={close} title="Take the conversion back">
      <div className={classes["confirm"]}>
        <p>
          Each of the {count(conversion.servers, "server")} that was changed gets the env back that it had before, and
          its units go to {conversion.sharedName} again.
        </p>
        <Checkbox
          label="Also remove the local Redis"
          description="Refused on a server for as long as anything is connected to it."
          checked={removesLocal}
          onChange={(event) => setRemovesLocal(event.currentTarget.checked)}
        />
        {takeBack.error ? <ErrorPanel error={takeBack.error} what="It was not taken back." /> : null}
        <Button
          leftSection={<Undo2 />}
          loading={takeBack.isPending}
          onClick={() => takeBack.mutate({ conversionId: conversion.id, removesLocal })}
        >
          Take back
        </Button>
      </div>
    </Modal>
  )
}
