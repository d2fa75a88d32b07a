// A test server that has never seen a package, and a repository on its own disk to install it from: no network is needed. The
// packages are made again from what the image has of them, with the distribution's own scripts.
import { createHash } from "node:crypto"
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { runChecked } from "./run-command.ts"

/** Where the repository is on the server. */
export const PACKAGES_FOLDER = "/opt/packages"

const SCRIPTS = ["preinst", "postinst", "prerm", "postrm", "conffiles", "md5sums", "triggers"]

/**
 * Takes the packages away from a server that has not been booted, and puts them into a repository there. Its lists have not
 * been fetched. `names`: in the order in which they depend on each other.
 */
export async function moveToRepository(root: string, names: readonly string[]): Promise<void> {
  const repository = join(root, PACKAGES_FOLDER)
  mkdirSync(repository, { recursive: true })
  for (const name of names) appendFileSync(join(repository, "Packages"), await repack(root, name))
  await runChecked("chroot", [root, "dpkg", "--purge", ...names.toReversed()])
  writeFileSync(join(root, "etc/apt/sources.list"), `deb [trusted=yes] file:${PACKAGES_FOLDER} ./\n`)
}

/** Makes the package and returns its entry of the index. */
async function repack(root: string, name: string): Promise<string> {
  const dpkg = join(root, "var/lib/dpkg")
  const work = join(root, PACKAGES_FOLDER, `${name}.work`)
  mkdirSync(join(work, "DEBIAN"), { recursive: true })
  const control = controlOf(readFileSync(join(dpkg, "status"), "utf8"), name)
  writeFileSync(join(work, "DEBIAN/control"), `${control}\n`)
  for (const script of SCRIPTS) {
    const from = join(dpkg, "info", `${name}.${script}`)
    if (existsSync(from)) cpSync(from, join(work, "DEBIAN", script), { preserveTimestamps: true })
  }
  for (const path of readFileSync(join(dpkg, "info", `${name}.list`), "utf8")
    .split("\n")
    .filter(Boolean)) {
    const from = join(root, path)
    // /lib is a link to a folder, and the package's files in it are files of that folder.
    if (statSync(from, { throwIfNoEntry: false })?.isDirectory()) mkdirSync(join(work, path), { recursive: true })
    else {
      mkdirSync(dirname(join(work, path)), { recursive: true })
      cpSync(from, join(work, path), { verbatimSymlinks: true, preserveTimestamps: true })
    }
  }
  const file = join(root, PACKAGES_FOLDER, `${name}.deb`)
  await runChecked("dpkg-deb", ["--root-owner-group", "-Zgzip", "-z1", "--build", work, file])
  rmSync(work, { recursive: true })
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex")
  return `${control}\nFilename: ./${name}.deb\nSize: ${statSync(file).size}\nSHA256: ${hash}\n\n`
}

/** Its stanza, but for what only an installed package has. */
function controlOf(status: string, name: string): string {
  const stanza = status.split("\n\n").find((text) => text.startsWith(`Package: ${name}\n`))
  if (!stanza) throw new Error(`the image has no ${name}`)
  const fields = stanza.split(/\n(?! )/)
  return fields.filter((field) => !/^(Status|Conffiles|Config-Version):/.test(field)).join("\n")
}
