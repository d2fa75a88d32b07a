import assert from "node:assert/strict"
import { test } from "node:test"

type Run = (file: string, args: string[]) => Promise<{ code: number; output: string }>
type Machine = { runtime: string; run: Run; say: (line: string) => void; isRoot: boolean }
// Plain JavaScript, since it runs before there is anything that runs TypeScript.
const path: string = "./runtime.mjs"
const { whyRuntimeCannotRun } = (await import(path)) as {
  whyRuntimeCannotRun(machine: Machine): Promise<string | undefined>
}
const noLibrary = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"

/** A machine without libatomic, whose packages become known once their lists were fetched. */
function bareMachine(tools: readonly string[], options: { isRoot: boolean; canInstall?: boolean }) {
  const did: string[] = []
  const said: string[] = []
  let hasLists = false
  let hasLibrary = false
  const run: Run = async (file, args) => {
    if (file === "node") return hasLibrary ? { code: 0, output: "v26" } : { code: 127, output: noLibrary }
    if (!tools.includes(file)) return { code: 1, output: `spawn ${file} ENOENT` }
    if (args[0] === "--version") return { code: 0, output: "" }
    did.push(args.at(-1) ?? "")
    if (args[0] === "update") hasLists = true
    else hasLibrary = hasLists && options.canInstall !== false
    return hasLibrary ? { code: 0, output: "" } : { code: 100, output: "E: Unable to locate package libatomic1\n" }
  }
  return { did, said, runtime: "node", run, say: (line: string) => said.push(line), isRoot: options.isRoot }
}

test("where the pinned Node runs, nothing is installed", async () => {
  const run: Run = async (file) => (file === "node" ? { code: 0, output: "v26" } : assert.fail(file))
  assert.equal(await whyRuntimeCannotRun({ runtime: "node", run, say: assert.fail, isRoot: true }), undefined)
})

test("a bare Debian gets the library that Node lacks, also without package lists", async () => {
  const machine = bareMachine(["apt-get"], { isRoot: true })
  assert.equal(await whyRuntimeCannotRun(machine), undefined)
  assert.deepEqual(machine.did, ["libatomic1", "update", "libatomic1"])
  assert.equal(machine.said.length, 1)
})

test("who may not install it is told the command, and a failed one is told why", async () => {
  const user = bareMachine(["apt-get"], { isRoot: false })
  assert.match((await whyRuntimeCannotRun(user)) ?? "", /lacks\. Install it with apt-get install libatomic1 as root/)
  assert.deepEqual(user.did, [])
  const offline = bareMachine(["apt-get"], { isRoot: true, canInstall: false })
  assert.match((await whyRuntimeCannotRun(offline)) ?? "", /failed: E: Unable to locate package libatomic1$/)
  const other = bareMachine([], { isRoot: true })
  assert.match((await whyRuntimeCannotRun(other)) ?? "", /Install it with your system's package tool as root/)
})

test("a system on which it cannot run at all is named", async () => {
  const run: Run = async () => ({ code: 1, output: "node: version `GLIBC_2.28' not found\n" })
  const machine = { runtime: "node", run, say: assert.fail, isRoot: true }
  assert.match((await whyRuntimeCannotRun(machine)) ?? "", /GLIBC_2.28' not found\. It needs Linux with glibc/)
})
