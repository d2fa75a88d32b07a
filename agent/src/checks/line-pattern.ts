// Patterns come from people and are matched against whatever programs print, so matching must not be able to take
// long. V8 has an engine that takes time in proportion to the text for every pattern that it accepts (flag `l`), and
// refuses the others: look-around, back references, counted repetition. What it refuses is no pattern here.
import { setFlagsFromString } from "node:v8"
import { Problem } from "@signalbox/protocol/problem"

const PATTERN_CHARS_MAX = 200

setFlagsFromString("--enable-experimental-regexp-engine")

/** @throws Problem `invalid-input` */
export function compileLinePattern(pattern: string): (line: string) => boolean {
  if (pattern.length > PATTERN_CHARS_MAX) throw new Problem("invalid-input", "The pattern is too long.")
  try {
    const regex = new RegExp(pattern, "l")
    return (line) => regex.test(line)
  } catch (error) {
    const message = "The pattern is not one that can be matched in bounded time (no look-around, references or counts)."
    throw new Problem("invalid-input", message, { cause: error })
  }
}
