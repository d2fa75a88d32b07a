// The agent as servers download it: the bundle and its own Node runtime, packed once, kept in the data folder, and vouched for by
// the control plane's signature.
import { createHash } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import type { ServerResponse } from "node:http"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import { Problem } from "@signalbox/protocol/problem"
import { type AgentArch, isAgentArch, packAgent } from "./pack-agent.ts"

export type AgentPackage = {
  version: string
  arch: AgentArch
  file: string
  path: string
  bytes: number
  sha256: string
}

export type AgentDownloads = {
  /** Packed when it is first asked for; whoever asks meanwhile waits for the same one. */
  package(arch: AgentArch): Promise<AgentPackage>
  /** Lines of the manifest of a package, its signature and the key to check it with. */
  manifest(packed: AgentPackage): string
}

export type AgentDownloadsInput = {
  /** An existing folder. */
  dataDir: string
  controlPlaneKey: Pick<ControlPlaneKey, "publicKey" | "sign">
  onProgress: (line: string) => void
}

export function createAgentDownloads(input: AgentDownloadsInput): AgentDownloads {
  const packages = new Map<AgentArch, Promise<AgentPackage>>()
  return {
    package(arch) {
      const packing = packages.get(arch) ?? findOrPack(input, arch)
      packages.set(arch, packing)
      // A failure, such as a registry that is away, is not for ever.
      packing.catch(() => packages.delete(arch))
      return packing
    },
    manifest(packed) {
      const text = manifestText(packed)
      const signature = input.controlPlaneKey.sign(text)
      return `${text}signature ${signature}\nkey ${input.controlPlaneKey.publicKey.toString("base64")}\n`
    },
  }
}

/** What is signed: six lines that a shell can read. */
export function manifestText(packed: Omit<AgentPackage, "path">): string {
  const { version, arch, file, bytes, sha256 } = packed
  return `signalbox-agent-manifest-v1\nversion ${version}\narch ${arch}\nfile ${file}\nbytes ${bytes}\nsha256 ${sha256}\n`
}

async function findOrPack(input: AgentDownloadsInput, arch: AgentArch): Promise<AgentPackage> {
  const folder = join(input.dataDir, "agent")
  await mkdir(folder, { recursive: true })
  const plan = await packAgent.plan(folder, arch)
  const file = `signalbox-agent-${plan.version}-linux-${arch}.tar.gz`
  const path = join(folder, file)
  if (!existsSync(`${path}.sha256`)) {
    input.onProgress(`Packing the agent for ${arch}`)
    const draft = `${path}.${process.pid}.draft`
    try {
      await packAgent.write(plan, draft)
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
    // In one step: half a digest, after a crash, would be vouched for until somebody looks.
    await writeFile(`${draft}.sha256`, await sha256Of(path))
    await rename(`${draft}.sha256`, `${path}.sha256`)
    input.onProgress(`The agent for ${arch} is ready to download`)
  }
  const { size: bytes } = await stat(path)
  return { version: plan.version, arch, file, path, bytes, sha256: await readFile(`${path}.sha256`, "utf8") }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest("hex")
}

export async function sendManifest(
  response: ServerResponse,
  downloads: AgentDownloads,
  arch: string | null,
): Promise<void> {
  if (!isAgentArch(arch)) throw new Problem("invalid-input", "The architecture must be x64 or arm64.")
  const packed = await downloads.package(arch)
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" })
  response.end(downloads.manifest(packed))
}

/** Only files that a manifest names are sent; a name is compared, never made into a path. */
export async function sendDownload(response: ServerResponse, downloads: AgentDownloads, file: string): Promise<void> {
  const arch = /^signalbox-agent-[A-Za-z0-9.-]+-linux-(x64|arm64)\.tar\.gz$/.exec(file)?.[1] ?? null
  const packed = isAgentArch(arch) ? await downloads.package(arch) : undefined
  if (packed?.file !== file) throw new Problem("not-found", "There is no such download.")
  response.writeHead(200, { "content-type": "application/gzip", "content-length": packed.bytes })
  await pipeline(createReadStream(packed.path), response).catch((error: NodeJS.ErrnoException) => {
    // Who fetches may hang up when it likes.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error
  })
}
