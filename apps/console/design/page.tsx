import type { ReactNode } from "react"
import { type Crumb, Crumbs } from "./crumbs.tsx"
import classes from "./page.module.css"

type PageProps = {
  /** Of the browser's tab, and of the page unless `heading` says more. */
  title: string
  heading?: ReactNode
  /** The way here, for the top bar; the title alone when left out. */
  way?: Crumb[]
  /** Facts under the heading, each with a unit or an age. */
  facts?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** Decision pages breathe; operating pages are dense. */
  airy?: boolean
}

/** Head and body of a page. One ink button among the actions, at most. */
export function Page({ title, heading, way, facts, actions, children, airy = false }: PageProps) {
  return (
    <div className={classes["page"]} data-airy={airy || undefined}>
      <title>{`${title} · Signalbox`}</title>
      <Crumbs way={way ?? [{ label: title }]} />
      <div className={classes["head"]}>
        <div className={classes["headText"]}>
          <h1 className={classes["title"]}>{heading ?? title}</h1>
          {facts ? <div className={classes["facts"]}>{facts}</div> : null}
        </div>
        {actions ? <div className={classes["actions"]}>{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}

type CardProps = {
  title?: ReactNode
  /** Dim words after the title. */
  hint?: ReactNode
  /** At the right of the head. */
  right?: ReactNode
  children: ReactNode
  /** Rows and tables bring their own padding. */
  flush?: boolean
  id?: string
}

export function Card({ title, hint, right, children, flush = false, id }: CardProps) {
  return (
    <section className={classes["card"]} id={id}>
      {title || right ? (
        <div className={classes["cardHead"]}>
          <h2>{title}</h2>
          {hint ? <span className="dim">{hint}</span> : null}
          {right ? <div className={classes["cardRight"]}>{right}</div> : null}
        </div>
      ) : null}
      <div className={flush ? undefined : classes["cardBody"]}>{children}</div>
    </section>
  )
}

/** Word and value, one to a line. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={classes["factList"]}>
      {rows.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Note({
  tone,
  children,
}: {
  tone: "plain" | "caution" | "danger" | "moving" | "clear"
  children: ReactNode
}) {
  return (
    <div className={classes["note"]} data-tone={tone}>
      {children}
    </div>
  )
}
