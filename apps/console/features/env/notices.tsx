"use client"
import { Button, CloseButton } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { ArrowUpFromLine, GitCommitHorizontal, GitMerge } from "lucide-react"
import Link from "next/link"
import { Lamp } from "../../design/lamp.tsx"
import { Note } from "../../design/page.tsx"
import { count } from "../../design/words.ts"
import { EMPTY_DRAFT } from "./draft.ts"
import type { EditTabProps } from "./edit-tab.tsx"
import classes from "./env.module.css"
import { planHref } from "./plan-href.ts"
import { savedWords } from "./save-actions.tsx"
import { sharedKeys, shareKeys } from "./share-keys.ts"

type NoticesProps = EditTabProps & { server: EnvServerView; isOvertaken: boolean }

/** What just happened to the whole, and what one could do next. */
export function Notices({ service, env, editing, mayEdit, isOvertaken }: NoticesProps) {
  return (
    <>
      {isOvertaken ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div>
            <strong>Somebody saved this env while you edited.</strong>
            <div className="dim">Your draft is kept. Lay it over theirs, key by key, before you save.</div>
          </div>
          <Button
            className={classes["noteAction"] ?? ""}
            variant="default"
            size="xs"
            leftSection={<GitMerge />}
            onClick={() => editing.setOvertaken(true)}
          >
            Compare and keep
          </Button>
        </Note>
      ) : null}
      <SavedNote editing={editing} env={env} mayRollOut={service.may.rollOut} />
      {mayEdit && !editing.isDirty ? <ShareOffer env={env} editing={editing} /> : null}
    </>
  )
}

type SavedNoteProps = Pick<EditTabProps, "env" | "editing"> & { mayRollOut: boolean }

function SavedNote({ env, editing, mayRollOut }: SavedNoteProps) {
  const { saved } = editing
  if (!saved) return null
  const nameOf = (serverId: string | null) =>
    serverId === null ? "Base" : (env.servers.find((one) => one.serverId === serverId)?.serverName ?? "A server")
  return (
    <Note tone={saved.warnings.length > 0 ? "caution" : "clear"}>
      <Lamp kind={saved.warnings.length > 0 ? "caution" : "clear"} />
      <div role="status">
        <strong>{savedWords(saved.versions)}</strong>
        {saved.versions.length > 0 ? <span className="dim"> Nothing runs it until you plan and start.</span> : null}
        {saved.warnings.length > 0 ? (
          <ul className={classes["warnings"]}>
            {saved.warnings.map((warning) => (
              <li key={`${warning.serverId} ${warning.line} ${warning.message}`}>
                {nameOf(warning.serverId)}
                {warning.line ? `, line ${warning.line}` : ""}: {warning.message}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <span className={classes["noteAction"]}>
        {saved.versions.length > 0 && mayRollOut ? (
          <Button
            component={Link}
            variant="default"
            size="xs"
            href={planHref(env.serviceId, saved.versions)}
            leftSection={<GitCommitHorizontal />}
          >
            Plan it
          </Button>
        ) : null}
        <CloseButton size="sm" aria-label="Close" onClick={editing.closeSaved} />
      </span>
    </Note>
  )
}

function ShareOffer({ env, editing }: Pick<EditTabProps, "env" | "editing">) {
  const keys = env.base.revision === 0 ? sharedKeys(env, EMPTY_DRAFT) : []
  if (keys.length === 0) return null
  return (
    <Note tone="moving">
      <Lamp kind="unknown" />
      <div>
        <strong>
          {count(keys.length, "key is", "keys are")} the same on all {env.servers.length} servers and in no base.
        </strong>
        <div className="dim">
          In the base they are edited once for all. What each server gets stays as it is; you see it before you save.
        </div>
      </div>
      <Button
        className={classes["noteAction"] ?? ""}
        variant="default"
        size="xs"
        leftSection={<ArrowUpFromLine />}
        onClick={() => editing.change(shareKeys(env, EMPTY_DRAFT, keys))}
      >
        Move to the base
      </Button>
    </Note>
  )
}
