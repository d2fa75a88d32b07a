import type { Config } from "./config.ts"
import type { ControlPlane } from "./control-plane.ts"

/** Tells the person at the terminal where to go. The one-time link is printed here and nowhere else, never into the log. */
export function announce(
  say: (line: string) => void,
  { publicUrl, firstAdminLink }: Pick<ControlPlane, "publicUrl" | "firstAdminLink">,
  { dataDir, databaseUrl }: Pick<Config, "dataDir" | "databaseUrl">,
): void {
  say("")
  say(`Signalbox is ready at ${publicUrl}`)
  if (firstAdminLink) {
    say("")
    say("Nobody is admin yet. Open this link within 24 hours to become the first one; it works once:")
    say(`  ${firstAdminLink}`)
  }
  say("")
  say(`${databaseUrl === undefined ? "Everything" : "The root key"} is kept in ${dataDir}. Ctrl-C stops it.`)
  say("")
}
