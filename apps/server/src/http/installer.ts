import { readFile } from "node:fs/promises"
import type { ServerResponse } from "node:http"

const SCRIPT = new URL("../../../../agent/install/install.sh", import.meta.url)

/** The same text for everyone: address, key and policy stand in the line that calls it, where the operator reads them. */
export async function sendInstallScript(response: ServerResponse): Promise<void> {
  const script = await readFile(SCRIPT)
  response.writeHead(200, { "content-type": "text/x-shellscript; charset=utf-8", "cache-control": "no-store" })
  response.end(script)
}
