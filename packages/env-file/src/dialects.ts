import { readDocker } from "./dialects/docker.ts"
import { readDotenv } from "./dialects/dotenv.ts"
import { readPythonDotenv } from "./dialects/python-dotenv.ts"
import type { Reading } from "./dialects/reading.ts"
import { readSystemd } from "./dialects/systemd.ts"

/** The programs whose reading of an env text is modelled here, each in its own file under `dialects/`. */
export const DIALECTS = ["systemd", "dotenv", "python-dotenv", "docker"] as const

export type Dialect = (typeof DIALECTS)[number]

const READERS: Record<Dialect, (text: string) => Reading> = {
  systemd: (text) => readSystemd(text),
  dotenv: readDotenv,
  "python-dotenv": (text) => readPythonDotenv(text),
  docker: readDocker,
}

export function isDialect(name: string): name is Dialect {
  return (DIALECTS as readonly string[]).includes(name)
}

/** What this program would set from the text, in an otherwise empty environment. Never throws. */
export function readEnv(text: string, dialect: Dialect): Reading {
  return READERS[dialect](text)
}
