// The pinned Node on this machine: npm brings the program, the machine must bring the system libraries that it wants.
// A bare Debian lacks one of them, libatomic.

const installers = [
  { program: "apt-get", package: "libatomic1", install: ["-q", "-y", "install", "--no-install-recommends"] },
  { program: "dnf", package: "libatomic", install: ["-q", "-y", "install"] },
]

/**
 * Tries the pinned Node, and installs the library that it lacks where we are root and know how.
 * @param machine.run runs a program with an argument list, and gives its code and output
 * @param machine.say told what takes long
 * @returns why it cannot run, in words for the terminal; undefined when it runs
 */
export async function whyRuntimeCannotRun({ runtime, run, say, isRoot }) {
  const tried = await run(runtime, ["--version"])
  if (tried.code === 0) return undefined
  if (!tried.output.includes("libatomic.so.1"))
    return `Node ${lastLine(tried.output)}. It needs Linux with glibc 2.28 or later.`
  const installer = await findInstaller(run)
  const command = installer ? `${installer.program} install ${installer.package}` : "your system's package tool"
  const lack = "Signalbox's Node needs the system library libatomic, which this machine lacks."
  if (!installer || !isRoot) return `${lack} Install it with ${command} as root, then start again.`
  say(`Installing ${installer.package}, a system library that Node needs …`)
  const install = () => run(installer.program, [...installer.install, installer.package])
  let installed = await install()
  if (installed.code !== 0) {
    // A fresh image has no package lists: the one reason why a second attempt can differ from the first.
    await run(installer.program, [installer.program === "apt-get" ? "update" : "makecache"])
    installed = await install()
  }
  if ((await run(runtime, ["--version"])).code === 0) return undefined
  return `${lack} ${command} failed: ${lastLine(installed.output)}`
}

async function findInstaller(run) {
  for (const installer of installers) if ((await run(installer.program, ["--version"])).code === 0) return installer
  return undefined
}

function lastLine(output) {
  return output.trim().split("\n").at(-1) || "does not start on this machine"
}
