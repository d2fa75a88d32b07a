// The way to a file that root may write in a folder that a local user owns. Looking at a path and then using it loses
// a race against whoever swaps a folder for a link in between; so every component is opened once, without following
// links, and from then on only that open folder is used, through /proc/self/fd.
//
// Whose folders: a parent may belong to root, to ourselves, or to the file's declared owner, and must not be writable
// by group or others (a sticky bit does not help: it keeps names from being removed, not from being added).
// An application's folder that belongs to the application's user is normal. That user can rename it or swap it at any
// moment, yet gains nothing: the walk never leaves real folders that belong to them or to root, and what is
// written ends in a folder where they could have written the same file themselves. A folder of any third user is
// refused, for there somebody else than the reader of the secrets would decide what happens to the file.
import { constants } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import { errorCode, type FileSystem } from "../file-system.ts"

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

export type WalkOptions = {
  fs: FileSystem
  /** Where the walk begins: "/" on a server. What is above is trusted. */
  root: string
  /** Users other than root and ourselves to whom parents may belong. */
  ownerUids: readonly number[]
  /** Groups that may write such a folder: a service's own group, of which only the service is. */
  writerGids?: readonly number[]
}

export type OpenFolder = {
  fd: number
  /** The last component of the path. */
  name: string
  /** A path by which the system reaches `entry` in this very folder, whatever it is called by now. */
  at(entry: string): string
  close(): void
}

/**
 * Opens the folder that holds the file.
 * @throws Problem `unsafe-file`, naming the component and what is wrong with it
 */
export function openParent(path: string, { fs, root, ownerUids, writerGids = [] }: WalkOptions): OpenFolder {
  const parts = componentsBelow(root, path)
  const name = parts.pop()
  if (name === undefined) throw new Problem("unsafe-file", `${path} names no file.`)
  const trusted = new Set([0, process.getuid?.() ?? 0, ...ownerUids])
  let fd = fs.openSync(root, constants.O_RDONLY | constants.O_DIRECTORY)
  let at = root === "/" ? "" : root
  try {
    if (root === "/") checkFolder({ fs, fd, trusted, path: "/", writerGids: [] })
    for (const part of parts) {
      at = `${at}/${part}`
      const next = openComponent(fs, fd, { part, at })
      fs.closeSync(fd)
      fd = next
      checkFolder({ fs, fd, trusted, path: at, writerGids })
    }
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
  return { fd, name, at: (entry) => `/proc/self/fd/${fd}/${entry}`, close: () => fs.closeSync(fd) }
}

/** The components of a plain absolute path, checked again here: this is the last place before the disk. */
function componentsBelow(root: string, path: string): string[] {
  const prefix = root === "/" ? "/" : `${root}/`
  const parts = path.slice(prefix.length).split("/")
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\0\n\r]/.test(part))
  if (!path.startsWith(prefix) || !isPlain) {
    throw new Problem("invalid-path", "The path is not a plain absolute path below the folder that is permitted.")
  }
  return parts
}

function openComponent(fs: FileSystem, fd: number, { part, at }: { part: string; at: string }): number {
  try {
    return fs.openSync(`/proc/self/fd/${fd}/${part}`, FOLDER)
  } catch (error) {
    const code = errorCode(error)
    const why =
      code === "ENOENT"
        ? "does not exist"
        : code === "ENOTDIR" || code === "ELOOP"
          ? "is a link or no folder"
          : `cannot be opened (${code})`
    throw new Problem("unsafe-file", `${at} ${why}.`, { cause: error })
  }
}

function checkFolder(folder: {
  fs: FileSystem
  fd: number
  trusted: Set<number>
  path: string
  writerGids: readonly number[]
}): void {
  const seen = folder.fs.fstatSync(folder.fd)
  const mayGroupWrite = folder.writerGids.includes(seen.gid)
  if ((seen.mode & (mayGroupWrite ? 0o002 : 0o022)) !== 0) {
    throw new Problem("unsafe-file", `The folder ${folder.path} may be written by its group or by others.`)
  }
  if (!folder.trusted.has(seen.uid)) {
    throw new Problem("unsafe-file", `The folder ${folder.path} belongs to neither root nor the file's owner.`)
  }
}
