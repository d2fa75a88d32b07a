// A service is an env file, or the policy of a local Redis: both are texts of KEY=VALUE lines in versions. What differs is asked of the
// kind, here and, for what concerns a change, in rollouts/change-kinds.ts.
import { createHash } from "node:crypto"
import { readEnv } from "@signalbox/env-file/dialects"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { validateEnvText } from "@signalbox/env-file/validate"
import type { DialectName } from "@signalbox/protocol/dialects"
import { redisConfHash } from "@signalbox/protocol/redis-conf"
import { type PolicyFault, parseRedisPolicy, redisSettingFaults } from "@signalbox/protocol/redis-policy"

/** As the database spells them. */
export type ServiceKind = "env" | "redis"

export type TextFault = { line: number; message: string }

type KindOfText = {
  /** What is wrong with one document, which may be a part only. */
  documentFaults(text: string, dialects: readonly DialectName[]): TextFault[]
  /** What is wrong with the whole text of a server, besides what is wrong with its parts. */
  wholeFaults(text: string, dialects: readonly DialectName[]): TextFault[]
  /** SHA-256 (hex) of the file that a sound text stands for; null when there is to be none. */
  fileHash(text: string): string | null
}

export const TEXT_KINDS: Readonly<Record<ServiceKind, KindOfText>> = {
  env: {
    documentFaults: validateEnvText,
    wholeFaults: validateEnvText,
    fileHash: (text) => createHash("sha256").update(text, "utf8").digest("hex"),
  },
  redis: {
    documentFaults: (text, dialects) => [
      ...validateEnvText(text, dialects),
      ...placedInText(text, redisSettingFaults(valuesOf(text))),
    ],
    wholeFaults(text, dialects) {
      const parsed = parseRedisPolicy(valuesOf(text))
      return [...validateEnvText(text, dialects), ...(parsed.ok ? [] : placedInText(text, parsed.faults))]
    },
    fileHash(text) {
      const parsed = parseRedisPolicy(valuesOf(text))
      // Never saved; a text that says nothing stands for no file.
      return parsed.ok ? redisConfHash(parsed.policy) : null
    },
  },
}

function valuesOf(text: string): ReadonlyMap<string, string> {
  return readEnv(text, "systemd").values
}

function placedInText(text: string, faults: readonly PolicyFault[]): TextFault[] {
  const pairs = pairsOf(parseEnvText(text))
  return faults.map(({ key, message }) => ({
    line: pairs.find((pair) => pair.key === key)?.lineNumber ?? 0,
    message: `${message}.`,
  }))
}
