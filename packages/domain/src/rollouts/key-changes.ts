import { diffEnv } from "@signalbox/env-file/diff"
import { maskValue } from "@signalbox/env-file/mask"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import type { DialectName } from "@signalbox/protocol/dialects"
import { isPlainKey } from "../env/key-changes.ts"
import type { KeyChangeView } from "../env/schema.ts"

/** What happens to each key, masked. */
export function keyChanges(
  { before, after }: { before: string; after: string },
  reading: { dialect: DialectName | undefined; secretKeys: readonly string[] },
): KeyChangeView[] {
  return diffEnv(before, after, reading.dialect).flatMap(({ key, kind, before: old, after: now }) => {
    if (kind === "unchanged") return []
    // A piece of a value in the wrong place, such as a line of a pasted key: neither it nor what follows it is shown.
    if (!isPlainKey(key)) {
      const hidden = (value: string | undefined) => (value === undefined ? null : "")
      return [{ key: "(no plain key)", kind, before: hidden(old), after: hidden(now), isSecret: true }]
    }
    const masked = (value: string | undefined) =>
      value === undefined ? null : maskValue(key, value, reading.secretKeys)
    return [{ key, kind, before: masked(old), after: masked(now), isSecret: isSecretKey(key, reading.secretKeys) }]
  })
}
