// @ts-check
// What a start needs of this machine, tried. Plain JavaScript without a package, for the same reason as settings.mjs: a first start
// tries it before it installs and builds, and the control plane again when it opens the port and the folder for good.
import { once } from "node:events"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { dirname, join } from "node:path"
import { readSettings } from "./settings.mjs"

/**
 * Everything that can be known before anything is installed.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<string | undefined>} one sentence for the terminal; undefined when nothing stands against a start
 */
export async function whyStartWouldFail(env) {
  const { settings, refusal } = readSettings(env)
  return refusal ?? (await whyPortIsClosed(settings)) ?? (await whyFolderIsClosed(settings.dataDir))
}

/** @param {{ host: string, port: number }} at */
async function whyPortIsClosed(at) {
  const server = createServer()
  try {
    server.listen(at.port, at.host)
    await once(server, "listening")
    server.close()
    await once(server, "close")
    return undefined
  } catch (error) {
    return portRefusal(/** @type {NodeJS.ErrnoException} */ (error), at)
  }
}

/**
 * Why a port could not be opened, in words for the terminal.
 * @param {{ code?: string | undefined }} error what `listen` failed with
 * @param {{ host: string, port: number }} at
 */
export function portRefusal({ code }, { host, port }) {
  /** @type {Record<string, string>} */
  const reasons = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program; stop it, or set PORT.`,
    EACCES: `Port ${port} may not be opened by this user; set PORT to one above 1023.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; set HOST.`,
    ENOTFOUND: `${host} is not an address of this machine; set HOST.`,
  }
  return reasons[code ?? ""] ?? `Port ${port} on ${host} could not be opened (${code}).`
}

/**
 * Makes the data folder if it is not there, and tries that it can be written. Others may pass through it, as the database's system
 * user must, but not look in; every secret in it is readable by its owner alone.
 * @param {string} dir
 * @returns {Promise<string | undefined>} why it cannot be used, in words for the terminal
 */
export async function whyFolderIsClosed(dir) {
  const probe = join(dir, `.probe-${process.pid}`)
  try {
    await makeFolder(dir)
    await writeFile(probe, "")
    await rm(probe)
    return undefined
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    return `The data folder ${dir} cannot be written (${code}); give it to this user, or set DATA_DIR.`
  }
}

/**
 * A recursive mkdir never returns below a folder in which nothing can exist, such as /proc: it keeps trying.
 * @param {string} dir
 * @returns {Promise<void>}
 */
async function makeFolder(dir) {
  const make = () => mkdir(dir, { mode: 0o711 })
  try {
    await make()
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === "EEXIST") return
    if (code !== "ENOENT" || dirname(dir) === dir) throw error
    await makeFolder(dirname(dir))
    await make()
  }
}
