"use client"
import { Checkbox } from "@mantine/core"
import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { columnVisibilityFeature, createColumnHelper, rowSelectionFeature, tableFeatures } from "@tanstack/react-table"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { Tag } from "../../design/plate.tsx"
import classes from "./fleet.module.css"
import { Standing } from "./standing.tsx"
import { UnitsFigure } from "./units-figure.tsx"
import { Vital } from "./vitals.tsx"

export const fleetFeatures = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })

const helper = createColumnHelper<typeof fleetFeatures, ServerRowView>()

/** Which column headings sort, and by what the server knows them. */
export const SORT_BY: Record<string, string> = {
  name: "name",
  cpu: "cpu",
  memory: "memory",
  disk: "disk",
  seen: "lastSeenAt",
}

export type ShownService = { id: string; name: string }

/** One column for each service that the servers in sight run. */
export function fleetColumns(services: ShownService[]) {
  return helper.columns([
    helper.display({
      id: "select",
      header: ({ table }) => (
        <Checkbox
          aria-label="Select all servers in sight"
          checked={table.getIsAllRowsSelected()}
          indeterminate={table.getIsSomeRowsSelected()}
          onChange={table.getToggleAllRowsSelectedHandler()}
        />
      ),
      cell: ({ row }) => (
        <Checkbox
          aria-label={`Select ${row.original.name}`}
          checked={row.getIsSelected()}
          onChange={row.getToggleSelectedHandler()}
        />
      ),
    }),
    helper.display({ id: "name", header: "Server", cell: ({ row }) => <ServerCell server={row.original} /> }),
    helper.display({ id: "labels", header: "Labels", cell: ({ row }) => <LabelsCell server={row.original} /> }),
    ...services.map((service) =>
      helper.display({
        id: service.id,
        header: service.name,
        cell: ({ row }) => (
          <Standing
            standing={row.original.services.find((standing) => standing.serviceId === service.id)}
            serverStatus={row.original.status}
          />
        ),
      }),
    ),
    helper.display({ id: "units", header: "Units", cell: ({ row }) => <UnitsFigure server={row.original} /> }),
    helper.display({ id: "cpu", header: "CPU", cell: ({ row }) => <Vital server={row.original} of="cpu" /> }),
    helper.display({ id: "memory", header: "Memory", cell: ({ row }) => <Vital server={row.original} of="memory" /> }),
    helper.display({ id: "disk", header: "Disk", cell: ({ row }) => <Vital server={row.original} of="disk" /> }),
    helper.display({ id: "seen", header: "Seen", cell: ({ row }) => <Age at={row.original.lastSeenAt} /> }),
  ])
}

export function ServerCell({ server }: { server: ServerRowView }) {
  return (
    <div className={classes["server"]}>
      <Lamp kind={lampOf.server(server.status)} />
      <div>
        <Link href={`/servers/${server.id}`} className={classes["serverName"]}>
          {server.name}
        </Link>
        <div className={classes["address"]}>
          {server.status}
          {server.address ? ` · ${server.address}` : ""}
        </div>
      </div>
    </div>
  )
}

function LabelsCell({ server }: { server: ServerRowView }) {
  const labels = Object.entries(server.labels).filter(([key]) => key !== "env")
  return (
    <div className={classes["labels"]} title={labels.map(([key, value]) => `${key}=${value}`).join(", ")}>
      {labels.map(([key, value]) => (
        <Tag key={key}>{value}</Tag>
      ))}
    </div>
  )
}
