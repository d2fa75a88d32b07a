import type { ReactNode } from "react"
import classes from "./lamp.module.css"
import { toneOf } from "./lamp-of.ts"
import type { LampKind } from "./lamp-sprite.tsx"

/** The glyph alone: always put its word beside it, or use `Status`. */
export function Lamp({ kind, size = "m" }: { kind: LampKind; size?: "s" | "m" | "l" }) {
  return (
    <svg className="lamp" data-size={size} data-tone={toneOf(kind)} viewBox="0 0 16 16" aria-hidden="true">
      <use href={`#lamp-${kind}`} />
    </svg>
  )
}

type StatusProps = {
  lamp: LampKind
  /** The status word, in the words of the design. */
  children: ReactNode
  size?: "s" | "m" | "l"
  /** Plain text beside the lamp, where all is as wanted. */
  quiet?: boolean
}

/** Lamp and word: a state is never colour alone. */
export function Status({ lamp, children, size = "m", quiet = false }: StatusProps) {
  return (
    <span className={classes["status"]} data-tone={quiet ? "quiet" : toneOf(lamp)} data-size={size}>
      <Lamp kind={lamp} size={size} />
      <span>{children}</span>
    </span>
  )
}
