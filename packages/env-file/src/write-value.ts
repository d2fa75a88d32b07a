import type { Dialect } from "./dialects.ts"
import { DIALECTS, readEnv } from "./dialects.ts"
import { validateEnvText } from "./validate.ts"

/**
 * How to write a value so that every one of these programs reads it back exactly; undefined when no form does (docker
 * takes no line ends, python-dotenv expands `${…}` in every form). Where a form that a POSIX shell reads alike does,
 * it is that one.
 */
export function writeValue(value: string, dialects: readonly Dialect[] = DIALECTS): string | undefined {
  return formsOf(value).find((form) => isReadBack(form, value, dialects))
}

/** Plainest first. The first four mean the same to a shell, the others serve readers that know no escapes. */
function formsOf(value: string): string[] {
  const forms: string[] = []
  if (/^[A-Za-z0-9_./:@%+,=-]*$/.test(value)) forms.push(value)
  if (!value.includes("'")) forms.push(`'${value}'`)
  if (!/["\\$`]/.test(value)) forms.push(`"${value}"`)
  forms.push(
    `"${value.replace(/[\\"$`]/g, "\\$&")}"`,
    `"${value}"`,
    `"${value.replace(/[\\"]/g, "\\$&")}"`,
    `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`,
    `"${value.replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`,
    `'${value.replace(/[\\']/g, "\\$&")}'`,
    `'${value}'`,
    `\`${value}\``,
    value,
  )
  return forms
}

/**
 * Tried with a line after it and as the end of a file, since a form may swallow what follows; that no line is
 * swallowed or split is what `validateEnvText` sees to.
 */
function isReadBack(form: string, value: string, dialects: readonly Dialect[]): boolean {
  const last = `KEY=${form}`
  const text = `${last}\nNEXT=1\n`
  if (validateEnvText(text, dialects).length > 0) return false
  return dialects.every((dialect) => [text, last].every((given) => readEnv(given, dialect).values.get("KEY") === value))
}
