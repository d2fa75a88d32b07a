import { run } from "../host/run.ts"

const TIMEOUT_MS = 60_000

/** @throws Error with what systemctl said */
export async function systemctl(...words: string[]): Promise<string> {
  const { code, stdout, why } = await run("systemctl", words, { timeoutMs: TIMEOUT_MS })
  if (code !== 0) throw new Error(why)
  return stdout
}
