// What differs between two env texts, as people may see it.

import { diffEnv, type KeyChange } from "@signalbox/env-file/diff"
import { maskValue } from "@signalbox/env-file/mask"
import { spiltKeys } from "@signalbox/env-file/mask-places"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import type { DialectName } from "@signalbox/protocol/dialects"
import type { KeyChangeView } from "./schema.ts"

type Readers = { dialects: readonly DialectName[] }

/** A key that cannot be read as a name may be a misplaced piece of a value: it is shown nowhere. */
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/
export function isPlainKey(key: string): boolean {
  return PLAIN_KEY.test(key)
}

/** Whether a key of these texts may be shown: it is a plain name, and no piece of a secret that only reads like one. */
export function shownKeys(texts: readonly string[], secretKeys: readonly string[]): (key: string) => boolean {
  const spilt = new Set(texts.flatMap((text) => spiltKeys(text, secretKeys)))
  return (key) => isPlainKey(key) && !spilt.has(key)
}

/**
 * Keys that were added, removed or changed, with their values in clear: for use inside only. A key counts as changed as soon as one of
 * the service's readers gets another value, even if the text between the quotes is the same.
 */
export function keyChanges(before: string, after: string, { dialects }: Readers): KeyChange[] {
  const changes = new Map(diffEnv(before, after).map((change) => [change.key, change]))
  for (const dialect of dialects) {
    for (const change of diffEnv(before, after, dialect)) {
      if (changes.get(change.key)?.kind === "unchanged" && change.kind === "changed") changes.set(change.key, change)
    }
  }
  return [...changes.values()].filter((change) => change.kind !== "unchanged")
}

/** The same, masked. */
export function keyChangeViews(
  before: string,
  after: string,
  service: Readers & { secretKeys: readonly string[] },
): KeyChangeView[] {
  const isShown = shownKeys([before, after], service.secretKeys)
  return keyChanges(before, after, service).map((change) =>
    changeView(change, { isPlain: isShown(change.key), secretKeys: service.secretKeys }),
  )
}

/** True when the texts differ and yet every reader gets the same. */
export function isLayoutOnly(before: string, after: string, service: Readers): boolean {
  return before !== after && keyChanges(before, after, service).length === 0
}

function changeView(
  change: KeyChange,
  { isPlain, secretKeys }: { isPlain: boolean; secretKeys: readonly string[] },
): KeyChangeView {
  const { key } = change
  const shown = (value: string | undefined) => {
    if (value === undefined) return null
    return isPlain ? maskValue(key, value, secretKeys) : ""
  }
  return {
    key: isPlain ? key : "(no plain key)",
    kind: change.kind as KeyChangeView["kind"],
    before: shown(change.before),
    after: shown(change.after),
    isSecret: !isPlain || isSecretKey(key, secretKeys),
  }
}
