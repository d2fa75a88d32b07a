// The one place that reads the environment. Every fault is reported at once, in words for who starts the program.
import { readFileSync } from "node:fs"
import { BlockList, isIP } from "node:net"
import { resolve } from "node:path"
import { StartRefusal } from "@signalbox/prisma/start-refusal"
import { z } from "zod"

const port = z.coerce
  .number("must be a number")
  .int("must be a whole number")
  .min(0)
  .max(65_535, "must be a port, 0 to 65535")
const webUrl = z
  .url({ protocol: /^https?$/, error: "must be an address such as https://signalbox.example" })
  .transform((url) => url.replace(/\/+$/, ""))
const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must be an address such as postgresql://user:password@host:5432/database")
const rootKey = z
  .string()
  .trim()
  .transform((text) => Buffer.from(text, "base64"))
  .refine((key) => key.length === 32, "must be 32 random bytes in base64; make them with: openssl rand -base64 32")
const proxies = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every(isNetwork), "must be addresses or networks such as 10.0.0.0/8, with commas between them")

/** Each key with what it is for; `.env.example` says the same, and a test holds them together. */
export const ConfigSchema = z.object({
  /** Only this machine, until somebody decides otherwise: without TLS in front, passwords would cross the network in the clear. */
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port.default(4400),
  DATA_DIR: z
    .string()
    .min(1)
    .default("./data")
    .transform((dir) => resolve(dir)),
  DATABASE_URL: databaseUrl.optional(),
  PUBLIC_URL: webUrl.optional(),
  ROOT_KEY: rootKey.optional(),
  TRUSTED_PROXIES: proxies.default([]),
  PLAYGROUND: z.enum(["on", "off"], "must be on or off").default("on"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug"], "must be fatal, error, warn, info or debug")
    .default("info"),
})

/** Secrets may lie in a file instead, named by the same key with `_FILE` behind it. */
export const FILE_KEYS = ["DATABASE_URL", "ROOT_KEY"] as const

export type Config = {
  host: string
  port: number
  dataDir: string
  databaseUrl: string | undefined
  /** Undefined: the address that the server comes to listen on. */
  publicUrl: string | undefined
  rootKey: Buffer | undefined
  trustedProxies: string[]
  /** With no server enrolled, this machine becomes one, limited to a folder in the data folder. */
  withPlayground: boolean
  logLevel: z.output<typeof ConfigSchema>["LOG_LEVEL"]
  /** What is odd, but does not stop the start. */
  warnings: string[]
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration.
 * @throws StartRefusal that names every fault
 */
export function readConfig(env: Env = process.env): Config {
  const faults: string[] = []
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""))
  for (const key of FILE_KEYS) readSecretFile(given, key, faults)
  const parsed = ConfigSchema.safeParse(given)
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join(".")} ${issue.message}.`)
  if (!parsed.success || faults.length > 0)
    throw new StartRefusal(`The configuration is not right: ${faults.join(" ")}`)
  const { data } = parsed
  return {
    host: data.HOST,
    port: data.PORT,
    dataDir: data.DATA_DIR,
    databaseUrl: data.DATABASE_URL,
    publicUrl: data.PUBLIC_URL,
    rootKey: data.ROOT_KEY,
    trustedProxies: data.TRUSTED_PROXIES,
    withPlayground: data.PLAYGROUND === "on",
    logLevel: data.LOG_LEVEL,
    warnings: unknownKeys(given),
  }
}

function readSecretFile(given: Record<string, string | undefined>, key: string, faults: string[]): void {
  const file = given[`${key}_FILE`]
  if (file === undefined) return
  if (given[key] !== undefined) {
    faults.push(`${key} and ${key}_FILE are both set; keep one.`)
    return
  }
  try {
    given[key] = readFileSync(file, "utf8").trim()
  } catch (error) {
    faults.push(`${key}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** Our keys have no prefix; who writes one expects something that does not happen. */
function unknownKeys(given: Env): string[] {
  return Object.keys(given)
    .filter((key) => key.startsWith("SIGNALBOX_") && !key.startsWith("SIGNALBOX_TEST_"))
    .map((key) => {
      const bare = key.slice("SIGNALBOX_".length)
      return Object.hasOwn(ConfigSchema.shape, bare)
        ? `${key} is not read; the key is ${bare}.`
        : `${key} is not a key of the configuration; .env.example lists them.`
    })
}

function isNetwork(entry: string): boolean {
  const [address = "", prefix, ...rest] = entry.split("/")
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  if (!/^\d{1,3}$/.test(prefix)) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? "ipv6" : "ipv4")
    return true
  } catch {
    return false
  }
}
