import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { after, before, test } from "node:test"
import { promisify } from "node:util"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { installLine } from "./install-line.ts"

const SCRIPT = `printf '%s|' "$0" "$@"\ncat\n`
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex")

let served = SCRIPT
let url: string
const server = createServer((_request, response) => response.end(served))
before(async () => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

const policy: HostPolicy = {
  version: 1,
  env: [],
  units: [],
  probes: [],
  deniedKeys: ["IT'S"],
  watchedFiles: [],
  redis: [],
}
const run = promisify(execFile)

/** Pastes the line into a shell where `sudo` is a function, so that this machine's is not asked for a password. */
function paste(installerDigest: string, { shell = "sh", before = "" } = {}) {
  const line = installLine({ token: "sbe_token", url, keyFingerprint: "0".repeat(64), installerDigest, policy })
  return run(shell, ["-c", `sudo() { "$@"; }\n${before}\n${line}`])
}

test("the line runs the installer with its flags, and hands it the token on stdin", async () => {
  served = SCRIPT
  const { stdout } = await paste(digestOf(SCRIPT))
  assert.equal(stdout, `signalbox-install|--url|${url}|--key|${"0".repeat(64)}|--deny-key|IT'S|sbe_token`)
})

test("an alias for sudo, as many have one, is passed over", async () => {
  served = SCRIPT
  const { stdout, stderr } = await paste(digestOf(SCRIPT), {
    shell: "bash",
    before: "shopt -s expand_aliases\nalias sudo='sudo '",
  })
  assert.match(stdout, /^signalbox-install\|--url\|.*sbe_token$/)
  assert.equal(stderr, "")
})

test("F22 an installer that is not the one of the line, or that did not come, is not run and is given no token", async () => {
  for (const text of [SCRIPT.replace("cat", "cat;"), `${SCRIPT}#`, `#${SCRIPT}`, ""]) {
    served = text
    await assert.rejects(paste(digestOf(SCRIPT)), (error: { code: number; stdout: string; stderr: string }) => {
      assert.deepEqual([error.code, error.stdout], [1, ""], text)
      assert.match(error.stderr, /not the installer of this line; nothing was run/)
      return true
    })
  }
})
