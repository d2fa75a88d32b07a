// Hands over to a TypeScript program on the pinned Node, with the arguments and signals that came to us.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { pinnedEnv, pinnedNode, prepare, root } from "./prepare.mjs"

/** Ends this process with the program's exit code. */
export async function handOver(program, { env = {} } = {}) {
  await prepare()
  // What was stripped and compiled once need not be again: it halves the time of a second start.
  const cache = { NODE_COMPILE_CACHE: join(root, "node_modules", ".signalbox", "compiled") }
  const child = spawn(pinnedNode, ["--disable-warning=ExperimentalWarning", program, ...process.argv.slice(2)], {
    cwd: root,
    env: pinnedEnv({ ...cache, ...env }),
    stdio: "inherit",
  })
  // A terminal sends Ctrl-C to both of us; a supervisor sends its signal to us alone.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal))
  const code = await new Promise((resolve) => child.on("close", (exit, signal) => resolve(exit ?? (signal ? 130 : 1))))
  process.exit(code)
}
