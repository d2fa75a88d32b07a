// The private network of one run: a bridge on this machine, without a way out.
// .1 is this machine (the control plane), .2 the shared Redis behind the slow link, .11 and on are hosts,
// and .111 and on are the addresses from which the slow link speaks for the host that is 100 lower.

import { claimNetworkNumber, namesOf, releaseNetworkNumber } from "./claims.ts"
import { runChecked } from "./run-command.ts"

export interface TestNetwork {
  readonly number: number
  /** Where a program on this machine listens so that the hosts reach it. */
  readonly controlPlaneAddress: string
  readonly linkAddress: string
  /** The next host's address. */
  takeAddress(): string
  /** From which address of this machine the slow link speaks for a host. */
  linkSourceFor(hostAddress: string): string
  /** All of these addresses, with the host that each speaks for. */
  readonly linkSources: readonly { readonly source: string; readonly host: string }[]
  /** Run by stop() before the network goes: hosts and links put their own end here. */
  beforeStop(end: () => Promise<void>): void
  /** Ends what runs on the network, and removes it. */
  stop(): Promise<void>
}

const firstHost = 11
const hostsAtMost = 80
const linkSourceOffset = 100

/** Makes a network of its own for this run; what earlier, killed runs left is removed first. */
export async function startNetwork(): Promise<TestNetwork> {
  const number = await claimNetworkNumber()
  const bridge = namesOf.bridge(number)
  const subnet = namesOf.subnet(number)
  const linkSources = Array.from({ length: hostsAtMost }, (_, index) => ({
    source: `${subnet}.${firstHost + linkSourceOffset + index}`,
    host: `${subnet}.${firstHost + index}`,
  }))
  const commands = [
    `link add ${bridge} type bridge forward_delay 0`,
    ...[`${subnet}.1`, `${subnet}.2`, ...linkSources.map(({ source }) => source)].map(
      (address) => `address add ${address}/24 dev ${bridge}`,
    ),
    `link set ${bridge} up`,
  ]
  await runChecked("ip", ["-batch", "-"], { input: commands.join("\n") })
  const ends: (() => Promise<void>)[] = []
  let taken = 0
  return {
    number,
    controlPlaneAddress: `${subnet}.1`,
    linkAddress: `${subnet}.2`,
    linkSources,
    takeAddress() {
      if (taken === hostsAtMost) throw new Error(`a test network holds at most ${hostsAtMost} hosts`)
      taken += 1
      return `${subnet}.${firstHost + taken - 1}`
    },
    linkSourceFor: (hostAddress) => `${subnet}.${Number(hostAddress.split(".")[3]) + linkSourceOffset}`,
    beforeStop: (end) => void ends.push(end),
    async stop() {
      await Promise.all(ends.splice(0).map((end) => end()))
      await releaseNetworkNumber(number)
    },
  }
}
