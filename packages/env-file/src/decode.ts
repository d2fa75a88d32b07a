import type { EnvFault } from "./fault.ts"

export type Decoded = { ok: true; text: string } | { ok: false; fault: EnvFault }

/**
 * The text in a file's bytes. A byte order mark is kept, so that `validateEnvText` can name it; bytes that are no
 * UTF-8 give a fault with the line on which they stand, for a replacement character would lose what was there.
 */
export function decodeEnvBytes(bytes: Uint8Array): Decoded {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { ok: false, fault: notUtf8(bytes) }
  }
}

function notUtf8(bytes: Uint8Array): EnvFault {
  const lossy = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  const encoder = new TextEncoder()
  // The first place where decoding and encoding again does not give the bytes back is the first bad byte.
  const again = encoder.encode(lossy)
  let at = 0
  while (at < bytes.length && bytes[at] === again[at]) at++
  let line = 1
  for (let index = 0; index < at; index++) if (bytes[index] === 0x0a) line++
  return { line, code: "not-utf8", message: `Line ${line} is not valid UTF-8. Save the file as UTF-8.` }
}
