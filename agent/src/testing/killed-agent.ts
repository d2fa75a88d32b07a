// An agent that is killed (SIGKILL, by itself) at the n-th step that it takes on disk or at its supervisor: before it,
// after it, or, for a write, in the middle. Run as a program, with its orders as JSON in its only argument; told no
// step, it runs to the end and prints how many steps there are.
import * as nodeFileSystem from "node:fs"
import { openChanges } from "../changes/commands.ts"
import type { FileSystem } from "../host/file-system.ts"
import { openEnvFiles } from "../host/files/env-files.ts"
import { openSimulatedSupervisor } from "./simulated-supervisor.ts"

export type Orders = {
  stateDir: string
  policyPath: string
  worldPath: string
  root: string
  controlPlaneKey: string
  serverId: string
  command: unknown
  /** From 1; 0 for none. */
  killAt: number
  when: "before" | "after" | "within"
  /** Or at the first call of this name. */
  killOn?: string
}

const TOUCHING = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "fdatasyncSync",
  "fchownSync",
  "fchmodSync",
  "renameSync",
  "unlinkSync",
]
const ACTING = ["armGuardian", "resetFailed", "restart", "disarmGuardian"]

const orders = JSON.parse(process.argv[2] ?? "") as Orders
let steps = 0

function step<A extends unknown[], R>(name: string, call: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    // Opening to read is no step.
    if (name === "openSync" && !(Number(args[1]) & nodeFileSystem.constants.O_CREAT)) return call(...args)
    steps += 1
    const isHere = steps === orders.killAt || name === orders.killOn
    if (isHere && orders.when === "before") die()
    if (isHere && orders.when === "within" && name === "writeSync") {
      const [fd, bytes, offset, length, position] = args as unknown as [number, Uint8Array, number, number, number]
      nodeFileSystem.writeSync(fd, bytes, offset, Math.floor(length / 2), position)
      die()
    }
    const value = call(...args)
    if (!isHere) return value
    return (value instanceof Promise ? value.then(die) : die()) as R
  }
}

function die(): never {
  process.kill(process.pid, "SIGKILL")
  throw new Error("unreachable")
}

type Calls = Record<string, (...args: unknown[]) => unknown>

function wrap<T extends object>(inner: T, names: readonly string[]): T {
  const calls = inner as unknown as Calls
  const wrapped: Calls = { ...calls }
  for (const name of names) {
    const call = calls[name]
    if (call) wrapped[name] = step(name, call)
  }
  return wrapped as unknown as T
}

const fs: FileSystem = wrap<FileSystem>(nodeFileSystem, TOUCHING)
const changes = await openChanges({
  stateDir: orders.stateDir,
  policyPath: orders.policyPath,
  controlPlaneKey: orders.controlPlaneKey,
  serverId: orders.serverId,
  fs,
  files: openEnvFiles({ root: orders.root, fs }),
  supervisor: wrap(openSimulatedSupervisor(orders.worldPath), ACTING),
  onFinished: () => {},
  onProgress: () => {},
})
await changes.accept(orders.command)
await changes.idle()
await changes.close()
process.stdout.write(`${steps}\n`)
