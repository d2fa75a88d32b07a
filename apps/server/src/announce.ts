import type { ControlPlane } from "./control-plane.ts"

/** Tells the person at the terminal where to go. The one-time link is printed here and nowhere else, never into the log. */
export function announce(
  say: (line: string) => void,
  { publicUrl, firstAdminLink, dataDir }: Pick<ControlPlane, "publicUrl" | "firstAdminLink"> & { dataDir: string },
): void {
  say("")
  say(`Signalbox is ready at ${publicUrl}`)
  if (firstAdminLink) {
    say("")
    say("Nobody is admin yet. Open this link within 24 hours to become the first one; it works once:")
    say(`  ${firstAdminLink}`)
  }
  say("")
  say(`Everything is kept in ${dataDir}. Ctrl-C stops it.`)
  say("")
}
