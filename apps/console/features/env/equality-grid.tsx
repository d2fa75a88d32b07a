import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import { TableScroll } from "../../design/table-scroll.tsx"
import classes from "./env.module.css"

type EqualityGridProps = { env: EnvView; keys: readonly string[]; servers: readonly EnvServerView[] }

/** Keys down, servers across; a letter other than A stands out. */
export function EqualityGrid({ env, keys, servers }: EqualityGridProps) {
  const prefix = sharedPrefix(servers.map((server) => server.serverName))
  return (
    <TableScroll label="Same on the other servers" bare>
      <table className={classes["grid"]}>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Key</span>
            </th>
            {servers.map((server) => (
              <th key={server.serverId} scope="col" title={server.serverName}>
                <span aria-hidden="true">{server.serverName.slice(prefix.length)}</span>
                <span className="sr-only">{server.serverName}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              {servers.map((server) => {
                const letter = env.equality[key]?.[server.serverId]
                return (
                  <td key={server.serverId}>
                    <span data-letter={letter === undefined ? "none" : letter === "A" ? "most" : "other"}>
                      {letter ?? "–"}
                      {letter === undefined ? <span className="sr-only">not set</span> : null}
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

/** "dl-" of dl-fra-1 and dl-gra-1: what all names begin with tells nothing. */
function sharedPrefix(names: readonly string[]): string {
  const [first = "", ...others] = names
  if (others.length === 0) return ""
  let length = 0
  while (length < first.length && others.every((name) => name[length] === first[length])) length++
  return first.slice(0, first.lastIndexOf("-", length - 1) + 1)
}
