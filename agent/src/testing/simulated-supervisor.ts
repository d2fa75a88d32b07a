// A supervisor whose units are a file: what they are survives the process that restarted them, as with systemd. A unit
// fails when the env file that it is started with says so.
import { randomUUID } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { systemClock } from "../host/clock.ts"
import type { Supervisor, SupervisorLine, Unit } from "../host/units/supervisor.ts"

export type SimulatedUnit = {
  name: string
  envFile: string
  activeState: string
  restarts: number
  invocationId: string
  startedMonotonic: number | null
  /** Text of the env file that the present run was started with; null when there was none. */
  startedWith: string | null
  /** Starts in all. */
  starts: number
  loadState: string
}

type World = { units: SimulatedUnit[]; lines: SupervisorLine[]; guardians: string[] }

export function makeWorld(path: string, units: readonly Pick<SimulatedUnit, "name" | "envFile">[]): void {
  const world: World = { units: units.map(newUnit), lines: [], guardians: [] }
  writeFileSync(path, JSON.stringify(world))
}

function newUnit(unit: Pick<SimulatedUnit, "name" | "envFile">): SimulatedUnit {
  return {
    ...unit,
    activeState: "active",
    restarts: 0,
    invocationId: randomUUID(),
    startedMonotonic: systemClock.monotonic(),
    startedWith: textOf(unit.envFile),
    starts: 1,
    loadState: "loaded",
  }
}

export function readWorld(path: string): World {
  return JSON.parse(readFileSync(path, "utf8")) as World
}

export function changeUnit(path: string, name: string, change: Partial<SimulatedUnit>): void {
  edit(path, (world) => Object.assign(unitOf(world, name) ?? {}, change))
}

export function openSimulatedSupervisor(path: string): Supervisor {
  const start = (name: string) =>
    edit(path, (world) => {
      const unit = unitOf(world, name)
      if (!unit) return false
      const text = textOf(unit.envFile)
      const isGood = text !== null && !text.includes("CRASH")
      const invocationId = randomUUID()
      const startedMonotonic = systemClock.monotonic()
      const activeState = isGood ? "active" : "failed"
      Object.assign(unit, { activeState, invocationId, startedMonotonic, startedWith: text, starts: unit.starts + 1 })
      const line = { at: Date.now(), unit: name, identifier: name, priority: 6, invocationId }
      world.lines.push({ ...line, text: isGood ? "started" : `cannot start with ${text?.trim()}` })
      return true
    })
  const done = (ok: boolean) => ({ ok, why: ok ? "" : "no such unit" })
  return {
    name: "playground",
    outlivesAgent: true,
    show: async (names) => names.map((name) => shown(name, unitOf(readWorld(path), name))),
    resetFailed: async () => done(true),
    restart: async (name) => done(start(name)),
    stop: async (name) => {
      changeUnit(path, name, { activeState: "inactive" })
      return done(true)
    },
    cursor: async () => String(readWorld(path).lines.length),
    journalSince: async (cursor, { units, linesMax, keep = () => true }) =>
      readWorld(path)
        .lines.slice(Number(cursor))
        .filter((line) => units.includes(line.unit))
        .slice(0, linesMax)
        .filter(keep),
    journalOfRun: async (unit, { linesMax, keep = () => true }) =>
      readWorld(path)
        .lines.filter((line) => line.invocationId === unit.invocationId)
        .slice(0, linesMax)
        .filter(keep),
    followActivity: () => ({ close() {} }),
    armGuardian: async ({ id }) => {
      edit(path, (world) => world.guardians.push(id))
      return done(true)
    },
    disarmGuardian: async (id) => {
      edit(path, (world) => {
        world.guardians = world.guardians.filter((guardian) => guardian !== id)
      })
    },
    close: async () => {},
  }
}

function edit<T>(path: string, change: (world: World) => T): T {
  const world = readWorld(path)
  const value = change(world)
  writeFileSync(path, JSON.stringify(world))
  return value
}

function unitOf(world: World, name: string): SimulatedUnit | undefined {
  return world.units.find((unit) => unit.name === name)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}

function shown(name: string, unit: SimulatedUnit | undefined): Unit {
  const isUp = unit?.activeState === "active"
  return {
    name,
    description: "",
    loadState: unit?.loadState ?? "not-found",
    activeState: unit?.activeState ?? "inactive",
    subState: isUp ? "running" : (unit?.activeState ?? "dead"),
    result: unit?.activeState === "failed" ? "exit-code" : "success",
    sinceMs: null,
    mainPid: 0,
    restarts: unit?.restarts ?? 0,
    memoryBytes: null,
    enabled: "enabled",
    invocationId: unit?.invocationId ?? "",
    type: "simple",
    startedMonotonic: unit?.startedMonotonic ?? null,
    remainsAfterExit: false,
    conditionMet: true,
  }
}
