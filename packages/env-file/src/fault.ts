/** Everything that can be wrong with an env text. A closed list: consoles and APIs switch on it. */
export type EnvFaultCode =
  | "too-large"
  | "line-too-long"
  | "not-utf8"
  | "byte-order-mark"
  | "nul-byte"
  | "control-character"
  | "not-a-character"
  | "mixed-line-ends"
  | "open-quote"
  | "no-equals"
  | "invalid-key"
  | "duplicate-key"
  | "line-continuation"
  | "comment-continuation"
  | "file-refused"
  | "line-ignored"
  | "key-not-read"
  | "key-unexpected"
  | "value-from-environment"
  | "mask-left-in"
  | "mask-edited"
  | "mask-without-original"

/** One thing wrong with an env text. `message` names lines and keys and never holds a value. */
export interface EnvFault {
  /** 1-based physical line at which it starts; 0 when it concerns the text as a whole. */
  line: number
  code: EnvFaultCode
  message: string
  key?: string
}

/** Orders faults as a reader meets them: by line, then by code. */
export function compareFaults(a: EnvFault, b: EnvFault): number {
  return a.line - b.line || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
}
