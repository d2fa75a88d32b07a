// @ts-check
// The settings of the control plane and their rules. Plain JavaScript without a package, since a first start reads them before anything
// is installed, on any Node >= 20: what is wrong with them is said before minutes of work.
import { readFileSync } from "node:fs"
import { BlockList, isIP } from "node:net"
import { resolve } from "node:path"

/** Each key that is read; `.env.example` has the same with what it is for, and a test holds them together. */
export const KEYS = [
  "HOST",
  "PORT",
  "DATA_DIR",
  "DATABASE_URL",
  "PUBLIC_URL",
  "ROOT_KEY",
  "TRUSTED_PROXIES",
  "PLAYGROUND",
  "LOG_LEVEL",
]

/** Secrets may lie in a file instead, named by the same key with `_FILE` behind it. */
export const FILE_KEYS = ["DATABASE_URL", "ROOT_KEY"]

const LOG_LEVELS = /** @type {const} */ (["fatal", "error", "warn", "info", "debug"])

class Fault extends Error {}

/**
 * Reads the settings from an environment. Every fault is told at once, and none repeats a value.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function readSettings(env) {
  /** @type {string[]} */
  const faults = []
  /** @type {Record<string, string | undefined>} */
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""))
  for (const key of FILE_KEYS) readSecretFile(given, key, faults)

  /**
   * @template T
   * @param {string} key
   * @param {(text: string) => T} rule
   * @returns {T | undefined} undefined when it is not set, or wrong
   */
  function read(key, rule) {
    const text = given[key]
    if (text === undefined) return undefined
    try {
      return rule(text)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      faults.push(`${key} ${error.message}.`)
      return undefined
    }
  }

  const settings = {
    /** Only this machine, until somebody decides otherwise: without TLS in front, passwords would cross the network in the clear. */
    host: given["HOST"] ?? "127.0.0.1",
    port: read("PORT", asPort) ?? 4400,
    dataDir: resolve(given["DATA_DIR"] ?? "./data"),
    /** Undefined: the built-in database. */
    databaseUrl: read("DATABASE_URL", asDatabaseUrl),
    /** Undefined: the address that the server comes to listen on. */
    publicUrl: read("PUBLIC_URL", asWebUrl),
    /** Undefined: the one in the data folder. */
    rootKey: read("ROOT_KEY", asRootKey),
    trustedProxies: read("TRUSTED_PROXIES", asNetworks) ?? [],
    /** With no server enrolled, this machine becomes one, limited to a folder in the data folder. */
    withPlayground: read("PLAYGROUND", asSwitch) ?? true,
    logLevel: read("LOG_LEVEL", asLogLevel) ?? "info",
    /** What is odd, but does not stop the start. */
    warnings: unknownKeys(given),
  }
  const refusal = faults.length > 0 ? `The configuration is not right: ${faults.join(" ")}` : undefined
  return { settings, refusal }
}

/** @param {string} text */
function asPort(text) {
  const port = text.trim() === "" ? Number.NaN : Number(text)
  if (Number.isNaN(port)) throw new Fault("must be a number")
  if (!Number.isInteger(port)) throw new Fault("must be a whole number")
  if (port < 0 || port > 65_535) throw new Fault("must be a port, 0 to 65535")
  return port
}

/** @param {string} text */
function asDatabaseUrl(text) {
  // An address may leave out the host, which then stands among its parameters: a path of a Unix socket.
  const isReadable = URL.canParse(text) || URL.canParse(text.replace("@/", "@localhost/"))
  if (!/^postgres(ql)?:\/\//.test(text) || !isReadable) {
    throw new Fault("must be an address such as postgresql://user:password@host:5432/database")
  }
  return text
}

/** @param {string} text */
function asWebUrl(text) {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new Fault("must be an address such as https://signalbox.example")
  }
  return text.replace(/\/+$/, "")
}

/** @param {string} text */
function asRootKey(text) {
  const key = Buffer.from(text.trim(), "base64")
  if (key.length !== 32) throw new Fault("must be 32 random bytes in base64; make them with: openssl rand -base64 32")
  return key
}

/** @param {string} text */
function asNetworks(text) {
  const list = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
  if (list.every(isNetwork)) return list
  throw new Fault("must be addresses or networks such as 10.0.0.0/8, with commas between them")
}

/** @param {string} text */
function asSwitch(text) {
  if (text !== "on" && text !== "off") throw new Fault("must be on or off")
  return text === "on"
}

/** @param {string} text */
function asLogLevel(text) {
  const level = LOG_LEVELS.find((one) => one === text)
  if (!level) throw new Fault("must be fatal, error, warn, info or debug")
  return level
}

/**
 * @param {Record<string, string | undefined>} given
 * @param {string} key
 * @param {string[]} faults
 */
function readSecretFile(given, key, faults) {
  const file = given[`${key}_FILE`]
  if (file === undefined) return
  if (given[key] !== undefined) {
    faults.push(`${key} and ${key}_FILE are both set; keep one.`)
    return
  }
  try {
    given[key] = readFileSync(file, "utf8").trim()
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    faults.push(`${key}_FILE names a file that cannot be read (${code}).`)
  }
}

/**
 * Our keys have no prefix; who writes one expects something that does not happen.
 * @param {Record<string, string | undefined>} given
 */
function unknownKeys(given) {
  return Object.keys(given)
    .filter((key) => key.startsWith("SIGNALBOX_") && !key.startsWith("SIGNALBOX_TEST_"))
    .map((key) => {
      const bare = key.slice("SIGNALBOX_".length)
      return KEYS.includes(bare)
        ? `${key} is not read; the key is ${bare}.`
        : `${key} is not a key of the configuration; .env.example lists them.`
    })
}

/** @param {string} entry */
function isNetwork(entry) {
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
