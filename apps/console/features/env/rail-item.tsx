import type { ReactNode } from "react"
import classes from "./env.module.css"

type RailItemProps = { mark: ReactNode; title: ReactNode; right?: ReactNode; children?: ReactNode }

/** One line of a panel at the side: a lamp or glyph, what, and more below. */
export function RailItem({ mark, title, right, children }: RailItemProps) {
  return (
    <li className={classes["item"]}>
      <span className={classes["itemMark"]}>{mark}</span>
      <span className={classes["itemTitle"]}>{title}</span>
      <span className={classes["itemRight"]}>{right}</span>
      {children ? <span className={classes["itemMore"]}>{children}</span> : null}
    </li>
  )
}
