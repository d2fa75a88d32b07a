import assert from "node:assert/strict"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { test } from "node:test"
import { readConfig } from "./config.ts"
import { FILE_KEYS, KEYS } from "./settings.mjs"

test("nothing needs to be set, and only this machine can reach the port then", () => {
  const config = readConfig({})
  assert.equal(config.host, "127.0.0.1")
  assert.equal(config.port, 4400)
  assert.equal(config.dataDir, resolve("./data"))
  assert.deepEqual(config.warnings, [])
})

test("every fault is told at once, and no value is repeated", () => {
  const env = {
    PORT: "70000",
    DATABASE_URL: "mysql://u:hunter2@h/db",
    ROOT_KEY: "hunter2",
    LOG_LEVEL: "loud",
    PUBLIC_URL: "ftp://x",
  }
  assert.throws(
    () => readConfig(env),
    (error: Error) => {
      assert.equal(error.name, "StartRefusal")
      for (const key of Object.keys(env)) assert.match(error.message, new RegExp(key))
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    },
  )
})

test("proxies are addresses or networks, and nothing else", () => {
  assert.deepEqual(readConfig({ TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).trustedProxies, ["10.0.0.0/8", "::1"])
  for (const bad of ["10.0.0.0/33", "proxy.example.test", "10.0.0.0/8/8", "10.0.0.0/", "*"]) {
    assert.throws(() => readConfig({ TRUSTED_PROXIES: bad }), /TRUSTED_PROXIES must be/, bad)
  }
})

test("a secret can come from a file, but not from both", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "signalbox-config-"))
  t.after(() => rm(dir, { recursive: true }))
  const file = join(dir, "url")
  await writeFile(file, "postgresql://u@h/db\n")
  assert.equal(readConfig({ DATABASE_URL_FILE: file }).databaseUrl, "postgresql://u@h/db")
  assert.throws(() => readConfig({ DATABASE_URL_FILE: file, DATABASE_URL: "postgresql://u@h/db" }), /both set/)
  assert.throws(() => readConfig({ DATABASE_URL_FILE: join(dir, "none") }), /cannot be read \(ENOENT\)/)
})

test("what .env says reaches the container, and .env itself neither an image nor the repository", async () => {
  const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), "utf8")
  const compose = await read("docker-compose.yml")
  // In the container these two are what they are; the port that the machine opens is another one, and is its own alone.
  const own = ["PORT", "DATA_DIR"]
  for (const key of KEYS.filter((one) => !own.includes(one))) {
    assert.match(compose, new RegExp(`^      ${key}: `, "m"), key)
  }
  assert.match(compose, /"\$\{PUBLISH:-127\.0\.0\.1:4400\}:4400"/)
  for (const name of [".dockerignore", ".gitignore"]) assert.match(await read(name), /^\.env$/m, name)
})

test("a key that is not read is warned about", () => {
  const { warnings } = readConfig({ SIGNALBOX_PORT: "1", SIGNALBOX_COLOUR: "red" })
  assert.deepEqual(warnings, [
    "SIGNALBOX_PORT is not read; the key is PORT.",
    "SIGNALBOX_COLOUR is not a key of the configuration; .env.example lists them.",
  ])
})

test(".env.example names every key, no other, and the defaults", async () => {
  const text = await readFile(new URL("../../../.env.example", import.meta.url), "utf8")
  const lines = [...text.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)]
  const keys = lines.map(([, , key]) => key)
  assert.deepEqual(keys.toSorted(), KEYS.toSorted())
  const set = Object.fromEntries(lines.filter(([, comment]) => !comment).map(([, , key, value]) => [key, value]))
  assert.deepEqual(readConfig(set), readConfig({}))
  for (const key of FILE_KEYS) assert.match(text, new RegExp(`${key}_FILE`))
})
