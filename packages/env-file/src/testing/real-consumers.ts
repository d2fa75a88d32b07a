import { execFile } from "node:child_process"
import { existsSync, globSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"

// The programs themselves, for comparing with their models. Each takes texts and gives what it would set, or
// undefined for a file that it refuses.

export type RealReading = Record<string, string> | undefined

const PYTHON = "/usr/bin/python3"
const LIBRARIES = ["/usr/lib/*/systemd/libsystemd-shared-*.so", "/usr/lib/systemd/libsystemd-shared-*.so"]

/** The version of systemd whose library is on this machine, or why it cannot be asked. */
export function systemdVersion(): { version: number } | { missing: string } {
  const library = globSync(LIBRARIES)[0]
  if (!library) return { missing: "systemd's library libsystemd-shared is not installed" }
  if (!existsSync(PYTHON)) return { missing: `${PYTHON} is not installed` }
  return { version: Number(/shared-(\d+)/.exec(library)?.[1]) }
}

/** systemd's own parser and sieve for `EnvironmentFile=`, called in its private library: it needs no running systemd. */
export function readWithSystemd(texts: string[]): Promise<RealReading[]> {
  return readWithPython("load-env-file.py", texts)
}

/** Why python-dotenv cannot be asked on this machine; undefined when it can. */
export async function missingPythonDotenv(): Promise<string | undefined> {
  if (!existsSync(PYTHON)) return `${PYTHON} is not installed`
  return run(PYTHON, ["-c", "import dotenv"]).then(
    () => undefined,
    () => "python3-dotenv is not installed",
  )
}

export function readWithPythonDotenv(texts: string[]): Promise<RealReading[]> {
  return readWithPython("read-python-dotenv.py", texts)
}

async function readWithPython(script: string, texts: string[]): Promise<RealReading[]> {
  const output = await run(PYTHON, [join(import.meta.dirname, script)], { input: JSON.stringify(texts) })
  return (JSON.parse(output) as (RealReading | null)[]).map((reading) => reading ?? undefined)
}

/** What `set -a; . FILE` leaves in the environment of a POSIX shell that began with an empty one. */
export async function readWithShell(texts: string[]): Promise<RealReading[]> {
  return inFolder(async (folder) => {
    const path = join(folder, "env")
    const readings: RealReading[] = []
    for (const text of texts) {
      await writeFile(path, text)
      const output = await run("/bin/sh", ["-c", 'set -a; . "$0"; exec /usr/bin/env -0', path]).catch(() => undefined)
      readings.push(output === undefined ? undefined : environmentOf(output))
    }
    return readings
  })
}

function environmentOf(output: string): Record<string, string> {
  const pairs = output.split("\0").filter((entry) => entry !== "")
  // What the shell has or makes by itself.
  const own = new Set(["PATH", "PWD", "OLDPWD", "_", "SHLVL"])
  return Object.fromEntries(pairs.map(splitPair).filter(([key]) => !own.has(key)))
}

/** Why docker's client cannot be asked on this machine; undefined when it can. */
export async function missingDocker(): Promise<string | undefined> {
  return run("docker", ["--version"]).then(
    () => undefined,
    () => "docker's client is not installed",
  )
}

/** docker's own client, talking to a daemon that only writes down what environment it was asked to give. */
export async function readWithDocker(texts: string[]): Promise<RealReading[]> {
  return inFolder(async (folder) => {
    const asked: string[][] = []
    const server = createServer((request, response) => void answerAsDaemon(request, response, asked))
    const socket = join(folder, "docker.sock")
    await new Promise<void>((resolve) => server.listen(socket, resolve))
    try {
      return await askEach(texts, { folder, socket, asked })
    } finally {
      await closed(server)
    }
  })
}

async function askEach(
  texts: string[],
  { folder, socket, asked }: { folder: string; socket: string; asked: string[][] },
): Promise<RealReading[]> {
  const path = join(folder, "env")
  const readings: RealReading[] = []
  for (const text of texts) {
    await writeFile(path, text)
    asked.length = 0
    await run("docker", ["--host", `unix://${socket}`, "create", "--env-file", path, "image"]).catch(() => undefined)
    const environment = asked[0]
    readings.push(environment && Object.fromEntries(environment.map(splitPair)))
  }
  return readings
}

async function answerAsDaemon(request: IncomingMessage, response: ServerResponse, asked: string[][]): Promise<void> {
  const body = await buffer(request)
  response.setHeader("Api-Version", "1.43")
  response.setHeader("Content-Type", "application/json")
  if (request.url?.includes("/containers/create")) {
    const { Env } = JSON.parse(body.toString()) as { Env?: string[] }
    asked.push(Env ?? [])
    response.statusCode = 201
    response.end(JSON.stringify({ Id: "0", Warnings: [] }))
  } else response.end("{}")
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function splitPair(entry: string): [string, string] {
  const at = entry.indexOf("=")
  return [entry.slice(0, at), entry.slice(at + 1)]
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "env-file-"))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs a program with an empty environment but for the path; gives its standard output. */
function run(program: string, args: string[], { input = "" } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin" } as unknown as NodeJS.ProcessEnv
    const options = { env, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(program, args, options, (error, stdout) => (error ? reject(error) : resolve(stdout)))
    child.stdin?.on("error", () => {})
    child.stdin?.end(input)
  })
}
