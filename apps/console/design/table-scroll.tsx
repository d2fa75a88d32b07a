import type { ReactNode } from "react"
import table from "./table.module.css"

type TableScrollProps = { label: string; children: ReactNode; bare?: boolean }

/** A table that may be wider than its place: it scrolls sideways within, by keyboard too. */
export function TableScroll({ label, children, bare = false }: TableScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll
    <section className={bare ? table["bare"] : table["wrap"]} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
