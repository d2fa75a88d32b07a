import { findDisagreements } from "@signalbox/env-file/disagreements"
import type { DialectName } from "@signalbox/protocol/dialects"
import type { Edit } from "./edited-documents.ts"
import { isPlainKey } from "./key-changes.ts"
import type { MadeVersion } from "./make-versions.ts"
import type { EnvSavedView } from "./schema.ts"

type Warning = EnvSavedView["warnings"][number]

/** What the operator should know of a save that was made: no message holds a value. */
export function saveWarnings(
  saved: { edits: readonly Edit[]; made: readonly MadeVersion[] },
  dialects: readonly DialectName[],
): Warning[] {
  return [...saved.edits.flatMap((edit) => disagreements(edit, dialects)), ...saved.made.flatMap(undoneRollback)]
}

function disagreements({ serverId, text }: Edit, dialects: readonly DialectName[]): Warning[] {
  return findDisagreements(text, dialects).map(({ line, key, reason }) => ({
    serverId,
    line: line || null,
    message: key !== undefined && isPlainKey(key) ? `${key}: ${reason}` : reason,
  }))
}

/** The documents of a server that was rolled back still say what it was rolled back from. */
function undoneRollback({ serverId, replaces }: MadeVersion): Warning[] {
  if (replaces?.origin !== "rollback") return []
  const message = `This server was rolled back to version ${replaces.restoresNumber}. Its new version is made of the base and overrides again, so look at what it brings back.`
  return [{ serverId, line: null, message }]
}
