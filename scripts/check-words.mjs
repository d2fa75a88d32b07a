// Small laws over the text of the repository that no linter knows.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { root } from "./prepare.mjs"

const laws = [
  { name: "a registry address in a lockfile", files: /package-lock\.json$/, pattern: /"resolved": "https?:/ },
  {
    name: "a path of somebody's machine",
    files: /./,
    pattern: /(^|["'`\s(=])\/(work|home\/[a-z]+|Users\/[A-Za-z]+)\/[a-z]/,
  },
  {
    name: "a shell in between (use an argument list)",
    files: /\.(ts|tsx|mjs)$/,
    pattern: /shell:\s*true|\bexecSync\(|(?<![.\w])exec\(\s*[`"']/,
  },
  {
    name: "a test that waits for seconds (wait for the event)",
    files: /\.(test|spec)\.ts$/,
    pattern: /waitForTimeout|timers\/promises/,
  },
  {
    name: "a test that is retried or left out",
    files: /\.(test|spec)\.ts$|playwright\.config\.ts$/,
    pattern: /\.only\(|retries:\s*[1-9]/,
  },
  { name: "work left for later", files: /\.(ts|tsx|mjs|css|sh)$/, pattern: /\b(TODO|FIXME|XXX)\b/ },
]

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
}).split("\0")
const self = "scripts/check-words.mjs"
let faults = 0
for (const file of files) {
  if (file === "" || file === self || /\.(png|ico|woff2)$/.test(file)) continue
  const text = read(file)
  text.split("\n").forEach((line, index) => {
    for (const law of laws) {
      if (!law.files.test(file) || !law.pattern.test(line)) continue
      faults += 1
      process.stdout.write(`${file}:${index + 1}: ${law.name}\n`)
    }
  })
}
process.exit(faults > 0 ? 1 : 0)

function read(file) {
  try {
    return readFileSync(`${root}/${file}`, "utf8")
  } catch {
    return "" // deleted but still listed, or a folder of another repository
  }
}
