import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { childEnvironment } from "./config.ts"

/** Where a program is that this machine could run; undefined when it is not on the PATH. */
export function findProgram(program: string): string | undefined {
  const folders = childEnvironment()["PATH"]?.split(delimiter) ?? []
  return folders.map((folder) => join(folder, program)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
