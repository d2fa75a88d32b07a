// Keys that turn "may set a variable" into "may run code": loaders, interpreters and shells act on them before the program itself
// does. Which they are is said by each host's policy.

/**
 * True when the list denies the key. Case counts, as it does in a process's environment. Only a `*` at an entry's end
 * stands for anything: refuse other entries with `isDenyEntry` when a list is made, for they would deny nothing.
 */
export function isDeniedKey(key: string, denyList: readonly string[]): boolean {
  return denyList.some((entry) => (entry.endsWith("*") ? key.startsWith(entry.slice(0, -1)) : key === entry))
}

/** True for what may stand in a deny list: a key, or the beginning of one followed by `*`. */
export function isDenyEntry(entry: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*\*?$/.test(entry)
}
