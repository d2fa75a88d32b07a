// `npm test`: every check and test of the project, real servers and a real browser included.
// What cannot run on this machine is named with the reason and counted, never passed over in silence.
import { spawn } from "node:child_process"
import { buildConsole } from "./build-console.mjs"
import { pinnedEnv, pinnedNode, prepare, root } from "./prepare.mjs"

const only = new Set(process.argv.slice(2))
const stages = [
  { name: "checks", file: process.execPath, args: ["scripts/check.mjs"] },
  {
    name: "units",
    title: "units and use cases, on real PostgreSQL",
    file: pinnedNode,
    args: [
      "--test",
      "--test-concurrency=2",
      "packages/**/*.test.ts",
      "prisma/**/*.test.ts",
      "apps/**/*.test.ts",
      "agent/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
    ],
  },
  {
    name: "hosts",
    title: "real servers",
    needs: "hosts",
    // One after the other: some measure a slow link.
    file: pinnedNode,
    args: ["--test", "--test-concurrency=1", "e2e/hosts/**/*.test.ts"],
  },
  {
    name: "faults",
    title: "faults, made to happen",
    // They wait most of the time. Where there can be no real servers, those that need one say so themselves.
    file: pinnedNode,
    args: ["--test", "--test-concurrency=2", "e2e/faults/**/*.test.ts"],
  },
  {
    name: "browser",
    title: "the main job in a real browser, on real servers",
    needs: "hosts",
    file: pinnedNode,
    args: ["node_modules/playwright/cli.js", "test", "--config", "e2e/playwright.config.ts"],
  },
]

await prepare()
const missing = await cannotRun()
const results = []
for (const stage of stages) {
  if (only.size > 0 && !only.has(stage.name)) continue
  const reason = stage.needs ? missing : undefined
  process.stdout.write(`\n=== ${stage.title ?? stage.name}\n`)
  if (reason) {
    process.stdout.write(`not run: ${reason}\n`)
    results.push({ stage, verdict: `NOT RUN: ${reason}` })
    continue
  }
  // The control planes of these stages are the whole program, console included.
  if (stage.needs === "hosts") await buildConsole()
  const started = Date.now()
  const code = await pass(stage)
  results.push({
    stage,
    code,
    verdict: `${code === 0 ? "passed" : "FAILED"} in ${((Date.now() - started) / 1000).toFixed(0)} s`,
  })
}
process.stdout.write("\n=== result\n")
for (const { stage, verdict } of results) process.stdout.write(`${(stage.title ?? stage.name).padEnd(52)} ${verdict}\n`)
const failed = results.filter((result) => result.code !== undefined && result.code !== 0).length
process.stdout.write(
  `stages: ${results.filter((result) => result.code === 0).length} passed, ${failed} failed, ${results.filter((result) => result.code === undefined).length} skipped\n`,
)
process.exit(failed > 0 ? 1 : 0)

function pass(stage) {
  return new Promise((resolve) => {
    const child = spawn(stage.file, stage.args, {
      cwd: root,
      env: pinnedEnv(),
      stdio: ["ignore", "inherit", "inherit"],
    })
    child.on("error", () => resolve(1))
    child.on("close", (code) => resolve(code ?? 1))
  })
}

/** Installs what the real servers and the browser need; says why when this machine cannot have them. */
function cannotRun() {
  return new Promise((resolve) => {
    const child = spawn(pinnedNode, ["e2e/ready.ts"], {
      cwd: root,
      env: pinnedEnv(),
      stdio: ["ignore", "inherit", "pipe"],
    })
    let reason = ""
    child.stderr.on("data", (chunk) => (reason += chunk))
    child.on("close", (code) =>
      resolve(code === 0 ? undefined : reason.trim() || "the preparation of real servers failed"),
    )
  })
}
