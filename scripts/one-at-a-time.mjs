// A lock between processes of one clone: two that are started together must not install over each other. It is a folder with one file
// in it, named after the process that holds it. A folder takes the place of another only if that one is empty, in one step, so that of
// several who find a dead holder one wins, and nobody can remove the file of a living one by mistake.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const lookEveryMs = 200

/**
 * Runs `work` while no other process does so under the same lock; a lock whose holder is dead is taken over.
 * @param dir folder of the lock
 * @param lock.title what is done meanwhile, told to those who wait
 * @param lock.say told once, if another process has to be waited for
 */
export async function oneAtATime(dir, { title, say }, work) {
  const self = holderName(process.pid)
  let hasSaid = false
  while (!enter(dir, self, title)) {
    const holder = readHolder(dir)
    if (!holder) continue
    if (!isAlive(holder.name)) {
      rmSync(join(dir, holder.name), { force: true })
      continue
    }
    if (!hasSaid) say(`Waiting for another start in this folder (process ${pidOf(holder.name)}): ${holder.title} …`)
    hasSaid = true
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  try {
    return await work()
  } finally {
    rmSync(join(dir, self), { force: true })
    // Somebody who waited may have it already.
    unless(["ENOENT", "ENOTEMPTY", "EEXIST"], () => rmdirSync(dir))
  }
}

/** Undefined when somebody is in it. */
function enter(dir, self, title) {
  const draft = `${dir}.${self}`
  mkdirSync(draft)
  writeFileSync(join(draft, self), title)
  const hasEntered = unless(["ENOTEMPTY", "EEXIST"], () => {
    renameSync(draft, dir)
    return true
  })
  if (!hasEntered) rmSync(draft, { recursive: true })
  return hasEntered
}

/** Undefined when it was just given back. */
function readHolder(dir) {
  return unless(["ENOENT"], () => {
    const [name] = readdirSync(dir)
    return name && { name, title: readFileSync(join(dir, name), "utf8") }
  })
}

function unless(codes, work) {
  try {
    return work()
  } catch (error) {
    if (codes.includes(error.code)) return undefined
    throw error
  }
}

/** The number of a process is given to another one some day; with the moment of its start it names one process for good. */
function holderName(pid) {
  return `${pid}-${startOf(pid) ?? 0}`
}

function pidOf(name) {
  return Number(name.split("-")[0])
}

function isAlive(name) {
  return holderName(pidOf(name)) === name
}

/** In ticks since the machine started; undefined when there is no such process, or nobody collected it after its end. */
function startOf(pid) {
  const stat = unless(["ENOENT", "ESRCH"], () => readFileSync(`/proc/${pid}/stat`, "utf8"))
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")
  return fields && fields[0] !== "Z" ? fields[19] : undefined
}
