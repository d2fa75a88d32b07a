// A real server for tests: Debian 12 under systemd with a disk, an address and a name of its own.

import { createCgroups, removeCgroups } from "./cgroups.ts"
import { claimHost, namesOf, releaseHost } from "./claims.ts"
import { createHostDisk } from "./host-disk.ts"
import { bootMachine, type Machine, type MachineOptions } from "./machine.ts"
import type { TestNetwork } from "./network.ts"
import { ensureRootImage } from "./root-image.ts"
import { type CommandOptions, type CommandResult, runChecked, runCommand } from "./run-command.ts"

export interface HostOptions {
  readonly network: TestNetwork
  /** Host name: lower-case letters, digits and dashes. */
  readonly name: string
  /** Writes to the disk before the first boot; gets the root folder. */
  readonly prepare?: (root: string) => Promise<void>
  readonly progress?: (line: string) => void
}

export interface Host {
  readonly name: string
  readonly address: string
  /** Its root folder, readable and writable from here. /run, /tmp, /proc and /dev are the machine's own: see them by exec. */
  readonly root: string
  /** Its PID 1, seen from here; undefined while it is off. */
  readonly leaderPid: number | undefined
  /** Runs a program on the host as its root, without a shell. A non-zero exit is a result; rejects when the host is off. */
  exec(file: string, args?: readonly string[], options?: CommandOptions): Promise<CommandResult>
  /** Like exec, and throws with the program's words unless it exits with 0. Returns stdout. */
  run(file: string, args?: readonly string[], options?: CommandOptions): Promise<string>
  /** Program and arguments that run a program on the host: for a caller who keeps it running, such as `journalctl -f`. */
  commandOn(file: string, args?: readonly string[]): [file: string, args: string[]]
  /** Power cut: every process dies at once; the disk stays. Boot again with restart(). */
  kill9(): Promise<void>
  /** Orderly reboot; after kill9() it just boots. Same disk, same address. */
  restart(): Promise<void>
  /** Pulls the network cable: nothing in or out, no error either. */
  cutLink(): Promise<void>
  restoreLink(): Promise<void>
  /** Power off for good: the host and its disk are gone. */
  stop(): Promise<void>
}

/** Boots a host and waits until systemd says that it is up. The first one on a machine builds the Debian root. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { network, name } = options
  if (!/^[a-z0-9-]{1,40}$/.test(name)) throw new Error(`${name} is no host name`)
  // Before anything is awaited: addresses follow the order of the calls.
  const address = network.takeAddress()
  const image = await ensureRootImage(options.progress)
  const cgroups = await claimHost(network.number, name)
  try {
    const veth = await connectToNetwork(network, name, address)
    const root = await createHostDisk(image, network.number, name)
    await options.prepare?.(root)
    const networkNamespace = `/run/netns/${namesOf.namespace(network.number, name)}`
    const power = powerSwitch({ name, root, cgroups, networkNamespace })
    await power.on()
    const host = describeHost({ network, name, address, root, veth, power })
    network.beforeStop(host.stop)
    return host
  } catch (error) {
    await releaseHost(network.number, name)
    throw error
  }
}

interface Power {
  leaderPid(): number | undefined
  on(): Promise<void>
  off(how: "shutDown" | "kill9"): Promise<void>
}

function powerSwitch(options: MachineOptions): Power {
  let machine: Machine | undefined
  let swept: Promise<void> = Promise.resolve()
  return {
    leaderPid: () => machine?.leaderPid,
    async on() {
      await swept
      await createCgroups(options.cgroups)
      const started = await bootMachine(options)
      machine = started
      swept = started.off.then(() => {
        if (machine === started) machine = undefined
        return removeCgroups(options.cgroups)
      })
      // "degraded" exits with 1: a unit that failed is the test's matter, not the boot's.
      await runCommand(...enter(started.leaderPid, "systemctl", ["is-system-running", "--wait"]))
    },
    async off(how) {
      await machine?.[how]()
      await swept
    },
  }
}

function describeHost(parts: {
  network: TestNetwork
  name: string
  address: string
  root: string
  veth: string
  power: Power
}): Host {
  const { network, name, address, root, veth, power } = parts
  const commandOn: Host["commandOn"] = (file, args = []) => {
    const leaderPid = power.leaderPid()
    if (leaderPid === undefined) throw new Error(`${name} is off`)
    return enter(leaderPid, file, args)
  }
  return {
    name,
    address,
    root,
    get leaderPid() {
      return power.leaderPid()
    },
    commandOn,
    exec: async (file, args, options) => runCommand(...commandOn(file, args), options),
    run: async (file, args, options) => runChecked(...commandOn(file, args), options),
    kill9: () => power.off("kill9"),
    async restart() {
      await power.off("shutDown")
      await power.on()
    },
    cutLink: async () => void (await runChecked("ip", ["link", "set", veth, "down"])),
    restoreLink: async () => void (await runChecked("ip", ["link", "set", veth, "up"])),
    async stop() {
      await power.off("kill9")
      await releaseHost(network.number, name)
    },
  }
}

/** A cable from the bridge to the host's own network namespace, addressed from here: the host needs no network daemon. */
async function connectToNetwork(network: TestNetwork, name: string, address: string): Promise<string> {
  const namespace = namesOf.namespace(network.number, name)
  const veth = `${namesOf.bridge(network.number)}v${address.split(".")[3]}`
  const outside = [
    `netns add ${namespace}`,
    `link add ${veth} type veth peer name host0 netns ${namespace}`,
    `link set ${veth} master ${namesOf.bridge(network.number)} up`,
  ]
  const inside = [`address add ${address}/24 dev host0`, "link set host0 up", "link set lo up"]
  await runChecked("ip", ["-batch", "-"], { input: outside.join("\n") })
  await runChecked("ip", ["-n", namespace, "-batch", "-"], { input: inside.join("\n") })
  return veth
}

/** nsenter stays outside as the program's parent: when it is killed, so is the program. */
function enter(leaderPid: number, file: string, args: readonly string[]): [string, string[]] {
  return [
    "nsenter",
    [
      "-t",
      String(leaderPid),
      "-m",
      "-u",
      "-i",
      "-n",
      "-p",
      "-C",
      "--",
      "setpriv",
      "--pdeathsig",
      "KILL",
      file,
      ...args,
    ],
  ]
}
