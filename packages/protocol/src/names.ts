import { z } from "zod"
import { refusedAs } from "./refused-as.ts"

const UNIT_NAME = /^[A-Za-z0-9_][A-Za-z0-9@_.:-]*\.service$/
const ABSOLUTE_PATH = /^(\/[^/\0\n\r]+)+$/
const FILE_MODE = /^0[46][0246]0$/

/** Literal names only: what reaches systemctl or a path walk is never a pattern or an option. */
export const UnitName = z
  .string()
  .max(128)
  .refine((name) => UNIT_NAME.test(name), refusedAs("invalid-unit", "must be a literal name such as web.service"))

export const AbsolutePath = z
  .string()
  .max(1_024)
  .refine(
    (path) => ABSOLUTE_PATH.test(path),
    refusedAs("invalid-path", "must be an absolute path without // or a trailing /"),
  )
  .refine(
    (path) => !path.split("/").some((part) => part === "." || part === ".."),
    refusedAs("invalid-path", "must not hold . or .."),
  )

export const AccountName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a plain account name")

/** Octal; nothing for others, no setuid, setgid or sticky bit, owner may read. */
export const FileMode = z
  .string()
  .refine((mode) => FILE_MODE.test(mode), refusedAs("invalid-mode", "must be a mode such as 0600 or 0640"))

export const HexSha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const Base64 = z.base64().max(8_192)
export const ServerId = z.uuid()
export const CommandId = z.uuid()
