"use client"
import Link from "next/link"
import { createContext, Fragment, type ReactNode, useContext } from "react"
import { createPortal } from "react-dom"
import classes from "./crumbs.module.css"

const SlotContext = createContext<HTMLElement | null>(null)

export const CrumbSlot = SlotContext.Provider

export type Crumb = { label: ReactNode; href?: string }

/** The way to this page, drawn in the top bar by the page itself, which alone knows its names. */
export function Crumbs({ way }: { way: Crumb[] }) {
  const slot = useContext(SlotContext)
  if (!slot) return null
  return createPortal(
    <ol className={classes["crumbs"]}>
      {way.map((crumb, at) => (
        <Fragment key={crumb.href ?? at}>
          {at > 0 ? (
            <li aria-hidden="true" className={classes["slash"]}>
              /
            </li>
          ) : null}
          <li className={at === way.length - 1 ? classes["here"] : classes["behind"]}>
            {crumb.href && at < way.length - 1 ? (
              <Link href={crumb.href}>{crumb.label}</Link>
            ) : (
              <span aria-current={at === way.length - 1 ? "page" : undefined}>{crumb.label}</span>
            )}
          </li>
        </Fragment>
      ))}
    </ol>,
    slot,
  )
}
