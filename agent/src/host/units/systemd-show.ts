import type { Unit } from "./supervisor.ts"

/** The properties that `systemctl show` is asked for. */
export const SHOWN_PROPERTIES = [
  "Id",
  "Description",
  "LoadState",
  "ActiveState",
  "SubState",
  "Result",
  "StateChangeTimestampMonotonic",
  "InactiveExitTimestampMonotonic",
  "MainPID",
  "NRestarts",
  "MemoryCurrent",
  "UnitFileState",
  "InvocationID",
  "Type",
  "RemainAfterExit",
  "ConditionResult",
  "ConditionTimestampMonotonic",
] as const

/** One block per unit, in the order that was asked, blocks parted by a blank line. `bootAt`: epoch ms of the boot. */
export function parseSystemctlShow(output: string, names: readonly string[], bootAt: number): Unit[] {
  const blocks = output.trimEnd().split(/\n\n+/)
  if (blocks.length !== names.length) throw new Error(`systemctl showed ${blocks.length} units of ${names.length}`)
  return names.map((name, index) => unitOf(name, propertiesOf(blocks[index] ?? ""), bootAt))
}

function propertiesOf(block: string): Map<string, string> {
  return new Map(
    block.split("\n").flatMap((line): [string, string][] => {
      const cut = line.indexOf("=")
      return cut < 1 ? [] : [[line.slice(0, cut), line.slice(cut + 1)]]
    }),
  )
}

function unitOf(name: string, properties: Map<string, string>, bootAt: number): Unit {
  const text = (key: string, charsMax: number) => (properties.get(key) ?? "").slice(0, charsMax)
  const since = Number(properties.get("StateChangeTimestampMonotonic") ?? 0)
  const started = Number(properties.get("InactiveExitTimestampMonotonic") ?? 0)
  return {
    // By the name that was asked for: for an alias, Id is another name.
    name,
    description: text("Description", 300),
    loadState: text("LoadState", 20),
    activeState: text("ActiveState", 20),
    subState: text("SubState", 30),
    result: text("Result", 40),
    sinceMs: since > 0 ? Math.round(bootAt + since / 1000) : null,
    mainPid: Number(properties.get("MainPID") ?? 0) || 0,
    restarts: Number(properties.get("NRestarts") ?? 0) || 0,
    memoryBytes: memoryOf(properties.get("MemoryCurrent")),
    enabled: text("UnitFileState", 20),
    invocationId: text("InvocationID", 64),
    type: text("Type", 20),
    startedMonotonic: started > 0 ? started / 1000 : null,
    remainsAfterExit: properties.get("RemainAfterExit") === "yes",
    conditionMet: properties.get("ConditionResult") !== "no" || properties.get("ConditionTimestampMonotonic") === "0",
  }
}

/** "[not set]", or the largest number there is, mean that nobody counts. */
function memoryOf(value: string | undefined): number | null {
  const bytes = Number(value)
  return Number.isSafeInteger(bytes) ? bytes : null
}
