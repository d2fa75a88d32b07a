import Link from "next/link"
import table from "../../design/table.module.css"
import { titleOf } from "./redis-words.ts"

type InstanceLinkProps = {
  id: string
  name: string
  kind: "local" | "shared"
  server: { name: string } | null
}

/** An instance in a list of something else; below it whose it is, or where. */
export function InstanceLink({ id, name, kind, server }: InstanceLinkProps) {
  const title = titleOf({ name, kind })
  return (
    <>
      <Link href={`/redis/${id}`}>{title}</Link>
      <div className={table["under"]}>
        {server?.name ?? (title === name ? null : <span className="mono">{name}</span>)}
      </div>
    </>
  )
}
