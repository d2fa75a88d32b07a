"use client"
import { Button, CloseButton } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { ArrowDownToLine, ArrowUpFromLine, GitCommitHorizontal, GitMerge, Undo2 } from "lucide-react"
import Link from "next/link"
import { Lamp } from "../../design/lamp.tsx"
import { Note } from "../../design/page.tsx"
import { count, namesOf } from "../../design/words.ts"
import { planNewestHref } from "../plan/plan-href.ts"
import { EMPTY_DRAFT } from "./draft.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import classes from "./env.module.css"
import { ImportButton } from "./import-button.tsx"
import { savedWords } from "./save-actions.tsx"
import { letBaseCount, shadowedKeys } from "./shadowed-keys.ts"
import { sharedKeys, shareKeys } from "./share-keys.ts"

/** More names than this are a number. */
const NAMES_MAX = 4

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
      {editing.discarded.size > 0 ? (
        <Note tone="moving">
          <Lamp kind="unknown" />
          <div role="status">The draft is discarded.</div>
          <Button
            className={classes["noteAction"] ?? ""}
            variant="default"
            size="xs"
            leftSection={<Undo2 />}
            onClick={() => editing.change(editing.discarded)}
          >
            Bring it back
          </Button>
        </Note>
      ) : null}
      {mayEdit ? <NeverImported env={env} service={service} /> : null}
      {mayEdit ? <RolledBack env={env} service={service} /> : null}
      {mayEdit ? <ShadowNote env={env} editing={editing} /> : null}
      {mayEdit && !editing.isDirty ? <ShareOffer env={env} editing={editing} /> : null}
    </>
  )
}

type SavedNoteProps = Pick<EditTabProps, "env" | "editing"> & { mayRollOut: boolean }

/** What became of the last save; it stays until the next edit. */
export function SavedNote({ env, editing, mayRollOut }: SavedNoteProps) {
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
            href={planNewestHref(
              env.serviceId,
              saved.versions.map((version) => version.serverId),
            )}
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

/** Servers whose file nobody has looked at: a plan would refuse them, so the way out is offered first. */
function NeverImported({ env, service }: Pick<EditTabProps, "env" | "service">) {
  const without = new Set(env.servers.filter(({ latest }) => latest === null).map(({ serverId }) => serverId))
  const servers = service.servers.filter(({ serverId }) => without.has(serverId))
  if (servers.length === 0) return null
  return (
    <Note tone="moving">
      <Lamp kind="unknown" />
      <div>
        <strong>{count(servers.length, "server has", "servers have")} no version yet.</strong>
        <div className="dim">Import the file that is there, so that it is kept and can be compared.</div>
      </div>
      <span className={classes["noteAction"]}>
        {servers.slice(0, NAMES_MAX).map((server) => (
          <ImportButton key={server.serverId} serviceId={service.id} server={server} />
        ))}
      </span>
    </Note>
  )
}

/** A rollback puts back what runs and leaves what was saved: said here, or the next save would bring it along unnoticed. */
function RolledBack({ env, service }: Pick<EditTabProps, "env" | "service">) {
  const back = env.servers.filter(({ latest, pending }) => latest?.origin === "rollback" && pending.length > 0)
  const ids = new Set(back.map(({ serverId }) => serverId))
  const servers = service.servers.filter(({ serverId }) => ids.has(serverId))
  if (servers.length === 0) return null
  const keys = [...new Set(back.flatMap(({ pending }) => pending.map(({ key }) => key)))]
  return (
    <Note tone="caution">
      <Lamp kind="rolled-back" />
      <div>
        <strong>{namesOf(servers.map(({ serverName }) => serverName))} went back; what is written here did not.</strong>
        <div className="dim">
          The next save brings <span className="mono">{namesOf(keys)}</span> along. Put right what went wrong, or take
          over what runs.
        </div>
      </div>
      <span className={classes["noteAction"]}>
        {servers.slice(0, NAMES_MAX).map((server) => (
          <ImportButton key={server.serverId} serviceId={service.id} server={server} />
        ))}
      </span>
    </Note>
  )
}

/** The base says something new, and overrides keep it from counting. */
function ShadowNote({ env, editing }: Pick<EditTabProps, "env" | "editing">) {
  const shadowed = shadowedKeys(env, editing.draft)
  if (shadowed.length === 0) return null
  const servers = [...new Set(shadowed.flatMap(({ serverIds }) => serverIds))]
  const names = env.servers.filter(({ serverId }) => servers.includes(serverId)).map(({ serverName }) => serverName)
  const where = names.length > NAMES_MAX ? count(names.length, "server") : names.join(", ")
  return (
    <Note tone="caution">
      <Lamp kind="caution" />
      <div>
        <strong>What you wrote in the base does not count everywhere.</strong>
        <div className="dim">
          <span className="mono">{shadowed.map(({ key }) => key).join(", ")}</span>{" "}
          {shadowed.length === 1 ? "is" : "are"} overridden on {where}.
        </div>
      </div>
      <Button
        className={classes["noteAction"] ?? ""}
        variant="default"
        size="xs"
        leftSection={<ArrowDownToLine />}
        onClick={() => editing.change(letBaseCount(env, editing.draft, shadowed))}
      >
        Let the base count
      </Button>
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
