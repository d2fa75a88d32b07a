// The one place that reads the environment. Every fault is reported at once, in words for who starts the program.
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { readSettings } from "./settings.mjs"

export type Config = ReturnType<typeof readSettings>["settings"]

/**
 * Reads the configuration.
 * @throws StartRefusal that names every fault
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const { settings, refusal } = readSettings(env)
  if (refusal !== undefined) throw new StartRefusal(refusal)
  return settings
}
