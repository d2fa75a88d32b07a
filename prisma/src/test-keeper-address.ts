/** An abstract Unix socket: only one process can hold the name, and it is gone with that process, however it ends. */
export const keeperAddress = `\0signalbox-test-postgres-${process.getuid?.() ?? 0}`
