import type { RedisSettings } from "@signalbox/protocol/redis"
import type { RedisConnection } from "./connection.ts"
import { itemsOf, RedisFailure, type Reply, textOf } from "./reply.ts"

/** Never `requirepass` or any other setting that holds a secret: CONFIG GET would hand it over in the clear. */
const SETTINGS = ["bind", "protected-mode", "save", "maxclients"] as const

/**
 * What CONFIG and ACL say. A user that may not ask, and a version that does not know, leave null. Redis before 7 takes
 * one name per CONFIG GET, so each is asked by itself.
 * @throws RedisFailure when the connection ends
 */
export async function readSettings(redis: RedisConnection): Promise<RedisSettings> {
  const [whoami, defaultUser, ...config] = await redis.askAll([
    ["ACL", "WHOAMI"],
    ["ACL", "GETUSER", "default"],
    ...SETTINGS.map((name) => ["CONFIG", "GET", name]),
  ])
  const values = new Map(SETTINGS.map((name, index) => [name, configValue(config[index])]))
  const value = (name: (typeof SETTINGS)[number]) => values.get(name) ?? null
  const bind = value("bind")
  const isProtected = value("protected-mode")
  const save = value("save")
  const maxClients = Number(value("maxclients") ?? Number.NaN)
  return {
    bind:
      bind === null
        ? null
        : bind
            .split(/\s+/)
            .filter(Boolean)
            .slice(0, 32)
            .map((address) => address.slice(0, 120)),
    isProtected: isProtected === null ? null : isProtected === "yes",
    savesSnapshots: save === null ? null : save.trim() !== "",
    maxClients: Number.isSafeInteger(maxClients) && maxClients >= 0 ? maxClients : null,
    defaultUser: defaultUserOf(defaultUser),
    ownUser: whoami instanceof RedisFailure ? null : textOf(whoami, 120),
  }
}

function configValue(reply: Reply | undefined): string | null {
  const items = itemsOf(reply)
  return items.length >= 2 ? textOf(items[1], 4_000) : null
}

/** Its password hashes are in the answer, too, and stay there. Redis 7 says commands and keys as text, 6 keys as a list. */
function defaultUserOf(reply: Reply | undefined): RedisSettings["defaultUser"] {
  const fields = itemsOf(reply)
  const field = (name: string) => fields[fields.findIndex((each) => textOf(each, 20) === name) + 1]
  if (!fields.some((each) => textOf(each, 20) === "flags")) return null
  const flags = new Set(itemsOf(field("flags")).map((flag) => textOf(flag, 40)))
  const keys = field("keys")
  const keyWords = Array.isArray(keys) ? keys.map((key) => textOf(key, 200)) : textOf(keys, 2_000).split(" ")
  return {
    isOn: flags.has("on"),
    needsPassword: !flags.has("nopass"),
    hasAllCommands: flags.has("allcommands") || /(^| )\+@all( |$)/.test(textOf(field("commands"), 2_000)),
    hasAllKeys: flags.has("allkeys") || keyWords.some((word) => word === "~*" || word === "*"),
  }
}
