import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { ServerResponse } from "node:http"

const SCRIPT = new URL("../../../../agent/install/install.sh", import.meta.url)

/** The same text for everyone: address, key and policy stand in the line that calls it, where the operator reads them. */
export type Installer = {
  script: Buffer
  /** SHA-256 (hex), by which the line knows it again. */
  digest: string
}

/** Read once, so that the digest in a line and what is served are of the same text. */
export async function readInstaller(): Promise<Installer> {
  const script = await readFile(SCRIPT)
  return { script, digest: createHash("sha256").update(script).digest("hex") }
}

export function sendInstaller(response: ServerResponse, { script }: Installer): void {
  response.writeHead(200, { "content-type": "text/x-shellscript; charset=utf-8", "cache-control": "no-store" })
  response.end(script)
}
