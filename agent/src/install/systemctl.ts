import { execFile } from "node:child_process"
import { promisify } from "node:util"

const TIMEOUT_MS = 60_000

/** @throws Error with what systemctl said */
export async function systemctl(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("systemctl", words, { timeout: TIMEOUT_MS })
  return stdout
}
