// A real control plane in a process of its own, as `npm start` runs it, with its data in a temporary folder.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { until } from "./until.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

export type ControlPlaneOptions = {
  /** Address to listen on; the test network's own, or loopback. */
  host: string
  /** Extra settings of the control plane. */
  env?: Record<string, string>
  onLine?: (line: string) => void
}

export type ControlPlane = {
  url: string
  dataDir: string
  /** The one-time link that makes the first admin; waits until it is printed. */
  firstAdminLink(): Promise<string>
  pid: number
  /** Everything that it printed. */
  output(): string
  /** Runs `signalbox …` against the same data and gives what it printed. */
  cli(...args: string[]): Promise<string>
  kill9(): Promise<void>
  /** Starts again on the same data and port after kill9 or stop. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Stops, and removes the data. */
  remove(): Promise<void>
}

/** Starts a control plane and waits until it says where it listens. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  // The embedded database runs as another user where we are root: it must be able to walk to its folder.
  const dataDir = await mkdtemp(join("/var/tmp", "signalbox-test-"))
  await chmod(dataDir, 0o711)
  const port = await freePort(options.host)
  const url = `http://${options.host}:${port}`
  const env = {
    ...process.env,
    HOST: options.host,
    PORT: String(port),
    DATA_DIR: dataDir,
    PUBLIC_URL: url,
    LOG_LEVEL: "warn",
    PLAYGROUND: "off",
    ...options.env,
  }
  let child: ChildProcess | undefined
  let output = ""

  const start = async () => {
    child = await boot(env, (line) => {
      output += `${line}\n`
      options.onLine?.(line)
    })
    plane.pid = child.pid ?? 0
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, "close")
    child.kill(signal)
    await closed
  }
  const plane: ControlPlane = {
    url,
    dataDir,
    firstAdminLink: () => until("the one-time link", async () => /https?:\/\/\S+\/welcome#code=\S+/.exec(output)?.[0]),
    pid: 0,
    output: () => output,
    cli: (...args) => runCli(args, env),
    kill9: () => end("SIGKILL"),
    start,
    stop: () => end("SIGTERM"),
    async remove() {
      await end("SIGTERM")
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  await start()
  return plane
}

async function boot(env: NodeJS.ProcessEnv, onLine: (line: string) => void): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "apps/server/src/main.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    const read = (line: string) => {
      said.push(line)
      onLine(line)
      if (line.startsWith("Signalbox is ready")) resolve()
    }
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", read)
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", read)
    child.once("close", (code) => reject(new Error(`the control plane ended with ${code}:\n${said.join("\n")}`)))
  })
  return child
}

function runCli(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "apps/server/src/cli.ts", ...args],
      { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] },
    )
    let out = ""
    let err = ""
    child.stdout.on("data", (chunk) => (out += chunk))
    child.stderr.on("data", (chunk) => (err += chunk))
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`signalbox ${args.join(" ")} ended with ${code}: ${err}${out}`)),
    )
  })
}

/** A port that was free a moment ago. */
async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, "close")
  return port
}
