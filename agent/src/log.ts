/** Levels of syslog; journald reads the number in front of a line. */
const LEVELS = { error: 3, warning: 4, info: 6 } as const

/** Writes one line for the journal. Never hand it a message from the wire, nor env text. */
export function log(level: keyof typeof LEVELS, text: string): void {
  process.stderr.write(`<${LEVELS[level]}>${text.replaceAll(/[\r\n]+/g, " ")}\n`)
}
