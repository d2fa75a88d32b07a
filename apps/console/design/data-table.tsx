import type { ReactNode } from "react"
import table from "./table.module.css"
import { TableScroll } from "./table-scroll.tsx"

export type Column<Row> = {
  head: string
  cell: (row: Row) => ReactNode
  /** Figures and actions stand at the right. */
  right?: boolean
  /** The heading is only for those who cannot see the column, as over buttons. */
  silent?: boolean
  /**
   * On a phone each row is a card, with two cells to a line, each under its heading. This one is the title, the corner beside it, as
   * wide as the card, left out, or there on a phone only.
   */
  phone?: "title" | "corner" | "wide" | "none" | "only"
  className?: string | undefined
}

type DataTableProps<Row> = {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string | number
  /** What is over, or not heard from, stands back. */
  isOld?: (row: Row) => boolean
  /** Within a card that has the frame. */
  bare?: boolean
  className?: string | undefined
}

/** Rows under headings; on a phone a card each, so that nothing is cut off at the side. */
export function DataTable<Row>({ label, columns, rows, rowKey, isOld, bare = false, className }: DataTableProps<Row>) {
  return (
    <TableScroll label={label} bare={bare}>
      <table className={`${table["table"]} ${table["stacks"]} ${className ?? ""}`}>
        <thead>
          <tr>
            {columns.map(({ head, right, silent, phone }) => (
              <th key={head} scope="col" data-phone={phone} className={right ? table["right"] : undefined}>
                {silent ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-old={isOld?.(row) || undefined}>
              {columns.map(({ head, cell, right, silent, phone, className: own }) => (
                <td
                  key={head}
                  data-phone={phone}
                  data-head={silent ? undefined : head}
                  className={`${right ? table["right"] : ""} ${own ?? ""}`}
                >
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
