import type { ReactNode } from "react"
import { Mark } from "../../design/mark.tsx"
import classes from "./outside.module.css"

type OutsideProps = { title: string; lead: ReactNode; children: ReactNode; foot?: ReactNode }

/** The frame of the pages in front of the door: sign in, first admin, invitation. */
export function Outside({ title, lead, children, foot }: OutsideProps) {
  return (
    <main className={classes["room"]}>
      <title>{`${title} · Signalbox`}</title>
      <Track />
      <div className={classes["door"]}>
        <div className={classes["brand"]}>
          <Mark size={28} />
          <span>Signalbox</span>
        </div>
        <div>
          <h1>{title}</h1>
          <p className={classes["lead"]}>{lead}</p>
        </div>
        {children}
      </div>
      {foot ? <p className={classes["foot"]}>{foot}</p> : null}
    </main>
  )
}

/** One section of line, clear to the first lamp: the only ornament. */
function Track() {
  return (
    <svg className={classes["track"]} viewBox="0 0 1200 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <g fill="none" strokeLinecap="round">
        <path d="M0 60H420" stroke="var(--clear-lamp)" strokeWidth="2.5" />
        <path d="M420 60H560C590 60 590 28 620 28H760C790 28 790 60 820 60" stroke="var(--line-3)" strokeWidth="1.8" />
        <path d="M420 60H1200" stroke="var(--line-3)" strokeWidth="1.8" />
        <path
          d="M560 60C590 60 590 92 620 92H760C790 92 790 60 820 60"
          stroke="var(--line-3)"
          strokeWidth="1.8"
          strokeDasharray="4 5"
        />
      </g>
      <circle cx="420" cy="60" r="6" fill="var(--clear-lamp)" />
      <circle cx="690" cy="28" r="5" fill="var(--bg)" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
      <circle cx="690" cy="60" r="5" fill="var(--bg)" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
      <circle cx="690" cy="92" r="5" fill="var(--bg)" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
      <circle cx="980" cy="60" r="5" fill="var(--bg)" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
    </svg>
  )
}
