import classes from "./meter.module.css"

type MeterProps = {
  /** Written on a phone, where no column heads it. */
  word: string | null
  /** Fraction of 1. */
  fraction: number
  figure: string
  unit: string
  isOld?: boolean
  /** A share of something: much of it is no reason to worry. */
  isPlain?: boolean
}

/** A figure over its bar; amber from 85 %. */
export function Meter({ word, fraction, figure, unit, isOld = false, isPlain = false }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100)
  return (
    <div className={classes["meter"]} data-old={isOld || undefined}>
      <div className={classes["figure"]}>
        {word ? <span className={classes["word"]}>{word} </span> : null}
        {figure} <span className={classes["unit"]}>{unit}</span>
      </div>
      <div className={classes["track"]} aria-hidden="true">
        <i data-high={(percent >= 85 && !isPlain) || undefined} style={{ width: `${percent}%` }} />
      </div>
    </div>
  )
}
