"use client"
import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import Link from "next/link"
import classes from "./env.module.css"
import { EqualityGrid } from "./equality-grid.tsx"

/** So much fits under an editor; the tab has the rest. */
const KEYS_MAX = 6
const SERVERS_MAX = 6

type EqualityPanelProps = { env: EnvView; server: EnvServerView; keys: readonly string[] }

/** For the keys that this server has of its own: who else has the same, told without the values. */
export function EqualityPanel({ env, server, keys }: EqualityPanelProps) {
  const known = keys.filter((key) => env.equality[key])
  // What differs somewhere is what one wants to know.
  const differing = known.filter((key) => new Set(Object.values(env.equality[key] ?? {})).size > 1)
  const shown = [...differing, ...known.filter((key) => !differing.includes(key))].slice(0, KEYS_MAX)
  if (env.servers.length < 2 || shown.length === 0) return null
  return (
    <div className={classes["equality"]}>
      <h3>
        Same on the other servers?
        <span>
          equal letter, equal value
          {known.length > shown.length || env.servers.length > SERVERS_MAX ? (
            <>
              {" · "}
              <Link href={`?tab=compare&server=${server.serverId}`}>all</Link>
            </>
          ) : null}
        </span>
      </h3>
      <EqualityGrid env={env} keys={shown} servers={nearby(env.servers, server)} />
    </div>
  )
}

/** The chosen server with its neighbours in the list. */
function nearby(servers: EnvServerView[], server: EnvServerView): EnvServerView[] {
  const at = servers.indexOf(server)
  const from = Math.max(0, Math.min(at - 2, servers.length - SERVERS_MAX))
  return servers.slice(from, from + SERVERS_MAX)
}
