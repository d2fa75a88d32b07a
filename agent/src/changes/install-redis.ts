// A package comes from the distribution, by a constant name, and its service must not run before our settings are in place:
// the packages of Debian start what they install, with settings by which any local user may log in. So the unit is masked
// first. A mask is the service's alone and outlives whoever set it; a policy-rc.d that was left behind would keep every
// other package's service from starting (docs/adr/0010).
import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import type { RedisProduct } from "../host/redis/products.ts"
import type { Outside, Supervisor } from "../host/units/supervisor.ts"

export type Installation = {
  id: string
  unit: string
  product: RedisProduct
  msLeft: () => number
  signal?: AbortSignal
  runs?: number
}

/** Debian keeps others out for as long as an upgrade lasts. */
const LOCK_S_MAX = 300
const DEBIAN = { DEBIAN_FRONTEND: "noninteractive", DEBCONF_NONINTERACTIVE_SEEN: "true" }

/** Every argument list that reaches a package manager. Those of dnf were not run by our tests. */
const MANAGERS = {
  apt: {
    install: (name: string, lockS: number) => [
      ...apt(lockS),
      "install",
      "--no-install-recommends",
      "--no-upgrade",
      name,
    ],
    remove: (name: string, lockS: number) => [...apt(lockS), "remove", name],
    repair: ["/usr/bin/dpkg", "--force-confold", "--configure", "-a"],
    refresh: (lockS: number) => [...apt(lockS), "update"],
  },
  dnf: {
    install: (name: string) => [
      "/usr/bin/dnf",
      "--quiet",
      "--assumeyes",
      "--setopt=install_weak_deps=False",
      "install",
      name,
    ],
    remove: (name: string) => ["/usr/bin/dnf", "--quiet", "--assumeyes", "--noautoremove", "remove", name],
  },
} as const

function apt(lockS: number): string[] {
  const settings = [
    `DPkg::Lock::Timeout=${lockS}`,
    "Dpkg::Options::=--force-confold",
    "Acquire::Retries=1",
    "Acquire::http::Timeout=20",
  ]
  return ["/usr/bin/apt-get", "-q", "-y", ...settings.flatMap((setting) => ["-o", setting])]
}

type Host = Supervisor & { outside: Outside }

/**
 * Installs the package and leaves its unit masked and not enabled. Done again, it finds it done.
 * @throws Problem `install-failed`, with the package manager's words
 */
export async function installRedis(host: Host, installation: Installation): Promise<void> {
  const { unit, product } = installation
  await systemctl(host, ["mask", "--", unit])
  const cursor = await host.cursor()
  const done = existsSync("/usr/bin/apt-get")
    ? await installByApt(host, installation)
    : await manage(host, installation, MANAGERS.dnf.install(product.packages.dnf))
  if (!done || !existsSync(product.program))
    throw new Problem("install-failed", await whyFailed(host, installation, cursor))
  // Debian enables what it installs. At the next boot that must not count before it was seen to be good.
  await systemctl(host, ["disable", "--", unit], true)
}

/** @throws Problem `install-failed` */
export async function removeRedis(host: Host, installation: Installation): Promise<void> {
  const { product } = installation
  const cursor = await host.cursor()
  const argv = existsSync("/usr/bin/apt-get")
    ? MANAGERS.apt.remove(product.packages.apt, lockSeconds(installation))
    : MANAGERS.dnf.remove(product.packages.dnf)
  if (!(await manage(host, installation, argv))) {
    throw new Problem("install-failed", await whyFailed(host, installation, cursor))
  }
}

/** systemctl where files may be written: it hands some of its work to programs of its own. @throws Problem `install-failed` */
export async function systemctl(host: Host, args: readonly string[], mayFail = false): Promise<void> {
  const unit = `signalbox-systemctl-${randomUUID()}.service`
  const done = await host.outside.run({ unit, argv: ["/usr/bin/systemctl", ...args], timeoutMs: 30_000 })
  if (!done.ok && !mayFail) throw new Problem("install-failed", `systemctl ${args[0]} failed: ${done.why}`)
}

/** Lists that are out of date are fetched once, and what was left half configured, by us or by others, is repaired once. */
async function installByApt(host: Host, installation: Installation): Promise<boolean> {
  const install = () =>
    manage(host, installation, MANAGERS.apt.install(packageOf(installation), lockSeconds(installation)))
  if (await install()) return true
  await manage(host, installation, MANAGERS.apt.refresh(lockSeconds(installation)))
  if (await install()) return true
  await manage(host, installation, MANAGERS.apt.repair)
  return install()
}

const packageOf = ({ product }: Installation) => product.packages.apt

async function manage(host: Host, installation: Installation, argv: readonly string[]): Promise<boolean> {
  const { id, msLeft, signal } = installation
  if (signal?.aborted) return false
  installation.runs = (installation.runs ?? 0) + 1
  const task = { unit: unitOf(id, installation.runs), argv, timeoutMs: Math.max(1, msLeft()), environment: DEBIAN }
  return (await host.outside.run({ ...task, ...(signal && { signal }) })).ok
}

/** In time for the change to be undone in its own time. */
function lockSeconds({ msLeft }: Installation): number {
  return Math.max(1, Math.min(LOCK_S_MAX, Math.floor(msLeft() / 1_000) - 5))
}

async function whyFailed(host: Host, { id, product, runs = 0 }: Installation, cursor: string): Promise<string> {
  const units = Array.from({ length: runs }, (_, at) => unitOf(id, at + 1))
  const lines = await host.journalSince(cursor, { units, linesMax: 2_000 }).catch(() => [])
  const said = lines.filter(({ identifier }) => identifier !== "systemd").map(({ text }) => text.trim())
  const errors = said.filter((text) => /^(E:|dpkg: error|Error)/.test(text))
  const words = (errors.length > 0 ? errors : said).slice(-3).join(" ")
  return `${product.packages.apt} could not be installed: ${words || "the package manager did not end in time"}`.slice(
    0,
    500,
  )
}

/** Numbered: a transient unit's name is taken until systemd has cleared it away. */
const unitOf = (id: string, run: number) => `signalbox-packages-${id}-${run}.service`
