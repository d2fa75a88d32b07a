// Hands over to a TypeScript program on the pinned Node, with the arguments and signals that came to us.
import { spawn } from "node:child_process"
import { pinnedEnv, pinnedNode, prepare, root } from "./prepare.mjs"

/** Ends this process with the program's exit code. */
export async function handOver(program, { env = {} } = {}) {
  await prepare()
  const child = spawn(pinnedNode, ["--disable-warning=ExperimentalWarning", program, ...process.argv.slice(2)], {
    cwd: root,
    env: pinnedEnv(env),
    stdio: "inherit",
  })
  // A terminal sends Ctrl-C to both of us; a supervisor sends its signal to us alone.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal))
  const code = await new Promise((resolve) => child.on("close", (exit, signal) => resolve(exit ?? (signal ? 130 : 1))))
  process.exit(code)
}
