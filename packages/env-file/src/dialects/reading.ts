import type { EnvFault } from "../fault.ts"

export interface DialectFault extends EnvFault {
  /** True when the reader does not get what the text says: a key lost, a line swallowed, the whole file refused. */
  isFatal: boolean
}

/** What one consumer gets out of a text: the variables that it would set, and where it stumbled. */
export interface Reading {
  values: Map<string, string>
  faults: DialectFault[]
}

/** Counts line ends (`\n`, `\r\n`, `\r`) as it walks forward, so that looking up each line in turn is linear. */
export function lineCounter(text: string): (offset: number) => number {
  let at = 0
  let line = 1
  return (offset) => {
    for (; at < offset; at++) {
      const char = text[at]
      if (char === "\n" || (char === "\r" && text[at + 1] !== "\n")) line++
    }
    return line
  }
}
