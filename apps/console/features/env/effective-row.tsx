"use client"
import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import { Age } from "../../design/age.tsx"
import { count } from "../../design/words.ts"
import type { KeyRow } from "./effective.ts"
import classes from "./env.module.css"
import { Reveal } from "./reveal.tsx"
import { smallestChange } from "./smallest-change.ts"

export type RowAbout = {
  env: EnvView
  server: EnvServerView
  mayReveal: boolean
  /** What the two columns of values are headed. */
  heads: { before: string; after: string }
}

export function EffectiveRow({ row, about }: { row: KeyRow; about: RowAbout }) {
  const { key, before, after, kind } = row
  const isSame = kind === "same"
  const { from, beforeMid, afterMid, to } = middle(before, after)
  return (
    <tr>
      <th scope="row">
        {key}
        {row.from === "overrides" ? <span className={classes["source"]}>override</span> : null}
      </th>
      <td data-side={isSame || before === null ? undefined : "before"} data-head={about.heads.before}>
        <Value value={before} none="not set" parts={isSame ? undefined : [from, beforeMid, to]} />
      </td>
      <td data-side={isSame || after === null ? undefined : "after"} data-head={about.heads.after}>
        <span className={classes["valueLine"]}>
          <Value
            value={after}
            none={isSame ? "not set" : "taken away"}
            parts={isSame ? undefined : [from, afterMid, to]}
          />
          {!isSame && before === after && after !== null ? <em>new</em> : null}
          {!isSame && before === null && row.isSecret ? <em>new</em> : null}
          {about.mayReveal && isHidden(after ?? before) && !row.isEdited ? <Reveal name={key} {...about} /> : null}
        </span>
      </td>
      <td className={classes["who"]}>
        <Who row={row} about={about} />
      </td>
    </tr>
  )
}

type ValueProps = { value: string | null; none: string; parts: [string, string, string] | undefined }

function Value({ value, none, parts }: ValueProps) {
  if (value === null) return <span className="dim">{none}</span>
  if (value === "") return <span className="dim">empty</span>
  if (!parts?.[1] || parts[1] === value) return <span>{value}</span>
  return (
    <span>
      {parts[0]}
      <mark>{parts[1]}</mark>
      {parts[2]}
    </span>
  )
}

function Who({ row, about: { env, server } }: { row: KeyRow; about: RowAbout }) {
  const document = row.from === "overrides" ? server.overrides : env.base
  const last = document.blame[row.key] ?? server.overrides.blame[row.key] ?? env.base.blame[row.key]
  return (
    <>
      <div>
        {row.isEdited ? (
          <>
            <b>draft</b> you
          </>
        ) : last ? (
          <>
            <b>r{last.revision}</b> {last.authorName}, <Age at={last.at} />
          </>
        ) : (
          "not known"
        )}
      </div>
      <div>{row.isNowFromBase ? "was an override, now base" : sameWords(env, row)}</div>
    </>
  )
}

/** "same on 6 of 6 servers", of what is saved. */
function sameWords({ equality, servers }: EnvView, { key }: KeyRow): string {
  const letters = Object.values(equality[key] ?? {})
  const most = letters.filter((letter) => letter === "A").length
  if (letters.length === 0) return "on no server yet"
  if (most === servers.length) return servers.length === 1 ? "" : `same on all ${servers.length} servers`
  if (most <= 1 && letters.length > 1) return "differs on each server"
  return `same on ${most} of ${count(servers.length, "server")}`
}

function isHidden(value: string | null): boolean {
  return value?.includes("••••") ?? false
}

/** Only what differs between the two stands out. */
function middle(before: string | null, after: string | null) {
  const text = before ?? ""
  const { from, to, insert } = smallestChange(text, after ?? "")
  return { from: text.slice(0, from), beforeMid: text.slice(from, to), afterMid: insert, to: text.slice(to) }
}
