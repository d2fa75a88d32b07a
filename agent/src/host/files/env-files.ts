import { constants } from "node:fs"
import type { ObservedFile } from "@signalbox/protocol/observe"
import { Problem } from "@signalbox/protocol/problem"
import { type Accounts, systemAccounts } from "../accounts.ts"
import { errorCode, type FileSystem, readFully, realFileSystem, syncDirectory, writeFully } from "../file-system.ts"
import { checkSpace, removeTemp, replaceFile } from "./replace.ts"
import { type FileState, hashOf, type OpenedTarget, readTarget } from "./target.ts"
import { type OpenFolder, openParent } from "./walk.ts"

export type EnvFilesOptions = {
  /** Only files below it are reached; what is above is trusted. "/" on a server, the playground's folder there. */
  root?: string
  fs?: FileSystem
  accounts?: Accounts
  /** See walk.ts. */
  writerGids?: readonly number[]
}

export type EnvWrite = {
  path: string
  bytes: Uint8Array
  uid: number
  gid: number
  mode: number
  /** SHA-256 (hex) of the file that is replaced, null when there must be none: else `drifted`. undefined: whatever it is. */
  baseHash?: string | null
  /** Makes the temporary file's name ours and findable. */
  commandId: string
}

export type EnvFiles = {
  root: string
  accounts: Accounts
  sharedWith(gid: number): EnvFiles
  readEnvFile(path: string, ownerUids: readonly number[]): OpenedTarget | null
  checkRoom(path: string, ownerUids: readonly number[], bytes: number): void
  writeEnvFile(write: EnvWrite): void
  backupFile(folder: string, name: string, bytes: Uint8Array): void
  readBackup(folder: string, name: string, hash: string): Buffer
  removeEnvFile(path: string, ownerUids: readonly number[]): void
  removeStaleTemp(path: string, ownerUids: readonly number[], commandId: string): void
  observeFile(path: string, owner?: string): Promise<ObservedFile>
  describe(state: FileState): Promise<Pick<ObservedFile, "hash" | "owner" | "group" | "mode" | "mtimeMs">>
}

/** The only way by which this program reads and writes other programs' files. */
export function openEnvFiles(options: EnvFilesOptions = {}): EnvFiles {
  const { root = "/", fs = realFileSystem, accounts = systemAccounts, writerGids = [] } = options

  function inFolder<T>(path: string, ownerUids: readonly number[], use: (folder: OpenFolder) => T): T {
    const folder = openParent(path, { fs, root, ownerUids, writerGids })
    try {
      return use(folder)
    } finally {
      folder.close()
    }
  }

  /** The file and its bytes; null when there is none. @throws Problem `unsafe-file` */
  function readEnvFile(path: string, ownerUids: readonly number[]): OpenedTarget | null {
    return inFolder(path, ownerUids, (folder) => readTarget(fs, folder))
  }

  /** @throws Problem `no-space`, `unsafe-file` */
  function checkRoom(path: string, ownerUids: readonly number[], bytes: number): void {
    inFolder(path, ownerUids, (folder) => checkSpace(fs, folder, bytes))
  }

  /** @throws Problem `drifted`, `unsafe-file`, `write-failed` */
  function writeEnvFile(write: EnvWrite): void {
    inFolder(write.path, [write.uid], (folder) => {
      const found = readTarget(fs, folder)
      if (write.baseHash !== undefined && (found?.state.hash ?? null) !== write.baseHash) {
        throw new Problem("drifted", `${write.path} is not the file that the change was planned against.`)
      }
      replaceFile(fs, folder, { ...write, tempName: tempNameOf(write.commandId), mark: found?.mark ?? null })
    })
  }

  /** Copies bytes to a file of our own in a folder of our own (0600, durable). An older copy of that name is replaced. */
  function backupFile(folder: string, name: string, bytes: Uint8Array): void {
    writePrivateFile(fs, `${folder}/${name}`, bytes)
    syncDirectory(fs, folder)
  }

  /** The bytes of a backup, if they are still the ones that were put there. @throws Problem `rollback-failed` */
  function readBackup(folder: string, name: string, hash: string): Buffer {
    const bytes = readPrivateFile(fs, `${folder}/${name}`)
    if (bytes && hashOf(bytes) === hash) return bytes
    throw new Problem("rollback-failed", bytes ? "The backup was altered." : "The backup is gone.")
  }

  /** Removes the file, for the undo of a change that made it. @throws Problem `unsafe-file`, `write-failed` */
  function removeEnvFile(path: string, ownerUids: readonly number[]): void {
    inFolder(path, ownerUids, (folder) => {
      if (readTarget(fs, folder) === null) return
      try {
        fs.unlinkSync(folder.at(folder.name))
        fs.fsyncSync(folder.fd)
      } catch (error) {
        throw new Problem("write-failed", `${path} could not be removed (${errorCode(error)}).`, { cause: error })
      }
    })
  }

  /** Removes what a killed write of this command left beside the file. */
  function removeStaleTemp(path: string, ownerUids: readonly number[], commandId: string): void {
    try {
      inFolder(path, ownerUids, (folder) => removeTemp(fs, folder, tempNameOf(commandId)))
    } catch {
      // a folder that cannot be walked now holds no temporary file that we could reach
    }
  }

  /** Never throws: what cannot be read safely is "unreadable". */
  async function observeFile(path: string, owner?: string): Promise<ObservedFile> {
    const nothing = { hash: null, owner: null, group: null, mode: null, mtimeMs: null }
    try {
      const uid = owner === undefined ? undefined : await accounts.uid(owner)
      const found = readEnvFile(path, uid === undefined ? [] : [uid])
      if (!found) return { path, state: "missing", ...nothing }
      return { path, state: "present", ...(await describe(found.state)) }
    } catch {
      return { path, state: "unreadable", ...nothing }
    }
  }

  async function describe({ hash, uid, gid, mode, mtimeMs }: FileState) {
    const [owner, group] = [await accounts.userName(uid), await accounts.groupName(gid)]
    return { hash, owner, group, mode: modeText(mode), mtimeMs }
  }

  return {
    root,
    accounts,
    /** The same, where folders may be written by this group too: the distributions make a service's folder so. */
    sharedWith: (gid: number): EnvFiles => openEnvFiles({ ...options, writerGids: [gid] }),
    readEnvFile,
    checkRoom,
    writeEnvFile,
    backupFile,
    readBackup,
    removeEnvFile,
    removeStaleTemp,
    observeFile,
    describe,
  }
}

/** "0640" of 0o640. */
export function modeText(mode: number): string {
  return `0${(mode & 0o7777).toString(8).padStart(3, "0")}`.slice(0, 5)
}

export function tempNameOf(commandId: string): string {
  return `.signalbox-${commandId}.tmp`
}

/** Writes a file in a folder that only we may enter: readable by us alone, on disk when this returns. */
export function writePrivateFile(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const temp = `${path}.new`
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
  const fd = fs.openSync(temp, flags, 0o600)
  try {
    writeFully(fs, { fd, at: 0 }, bytes)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
  fs.renameSync(temp, path)
}

/** null when it is not there. */
export function readPrivateFile(fs: FileSystem, path: string): Buffer | null {
  let fd: number
  try {
    fd = fs.openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    return null
  }
  try {
    return readFully(fs, fd, 4 * 1024 * 1024)
  } finally {
    fs.closeSync(fd)
  }
}
