import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { maskEnvText, maskValue } from "./mask.ts"
import { spiltKeys } from "./mask-places.ts"
import { isSecretKey } from "./secret-keys.ts"
import { envText, tidyEnvText } from "./testing/arbitrary-env.ts"
import { cpuMs } from "./testing/cpu-ms.ts"
import { unmaskEnvText } from "./unmask.ts"

const DOTS = "••••••••••••"

test("a secret's mask is twelve dots whatever its length", () => {
  fc.assert(fc.property(fc.string(), (value) => maskValue("DB_PASSWORD", value) === DOTS))
})

const MASKED: [key: string, value: string, masked: string][] = [
  ["REDIS_URL", "redis://:hunter2@198.51.100.90:6379/0", "redis://:••••@198.51.100.90:6379/0"],
  ["DATABASE_URL", "postgres://app:p%40ss@db.example.test/app", "postgres://app:••••@db.example.test/app"],
  ["DATABASE_URL", "postgres://app:p@ss/w?rd#1@db.example.test/app", "postgres://app:••••@db.example.test/app"],
  [
    "SENTINELS",
    "redis://:a@h1.example.test,redis://:b@h2.example.test",
    "redis://:••••@h1.example.test,redis://:••••@h2.example.test",
  ],
  ["GIT_REMOTE", "https://ghp_0123456789abcdef@git.example.test/x", "https://••••@git.example.test/x"],
  ["GIT_REMOTE", "ssh://git@git.example.test/x", "ssh://git@git.example.test/x"],
  ["CALLBACK", "https://example.test/x?token=abc&page=2", "https://example.test/x?token=••••&page=2"],
  ["CONTACT", "mailto:ops@example.test", "mailto:ops@example.test"],
  ["LISTEN", "http://127.0.0.1:3001/api", "http://127.0.0.1:3001/api"],
  ["CERT", "-----BEGIN RSA PRIVATE KEY-----\nabc", DOTS],
  ["DATABASE", "host=db password=hunter2 user=app", "host=db password=•••• user=app"],
  ["DATABASE", "password='hunter2' host=db", "password='••••' host=db"],
  ["ARGS", "--db-password=hunter2 -v --api-key hunter2", "--db-password=•••• -v --api-key hunter2"],
  ["CONFIG", '{"user":"app","dbPassword": "hunter2","n":1}', '{"user":"app","dbPassword": "••••","n":1}'],
  ["AUTH_MODE", "password", "password"],
]
for (const [key, value, masked] of MASKED) {
  test(`${key}=${masked.slice(0, 40)} shows no password`, () => assert.equal(maskValue(key, value), masked))
}

test("secret keys are told by their names", () => {
  const secret =
    "DB_PASSWORD apiKey API_KEY SECRET_KEY_BASE JWT_SECRET GITHUB_TOKEN SENTRY_DSN SLACK_WEBHOOK_URL REDIS_AUTH AWS_ACCESS_KEY_ID PGPASSWORD redis-pass dbPassword2 MYSECRETVALUE"
  const harmless =
    "REDIS_URL YT_ACCOUNT_ID JWT_SECRET_FILE ACCESS_TOKEN_EXPIRE_MINUTES JWT_PUBLIC_KEY CACHE_KEY_PREFIX PASSENGER_COUNT MONKEY COOKIE_QUEUE AUTH_PROVIDER COMPASS KEYBOARD"
  for (const key of secret.split(" ")) assert.ok(isSecretKey(key), key)
  for (const key of harmless.split(" ")) assert.ok(!isSecretKey(key), key)
  assert.ok(isSecretKey("YT_ACCOUNT_ID", ["yt_*"]))
  assert.ok(isSecretKey("LICENCE", ["LICENCE"]))
})

test("unmask(mask(t), t) is t, for any text", () => {
  const roundTrip = (text: string) => assert.deepEqual(unmaskEnvText(maskEnvText(text), text), { text, faults: [] })
  fc.assert(fc.property(envText(), roundTrip), { numRuns: 2000 })
  fc.assert(fc.property(tidyEnvText(), roundTrip), { numRuns: 500 })
  fc.assert(fc.property(fc.string({ unit: "binary" }), roundTrip))
})

test("unmask(mask(t), t) is t where dots stand in the text itself, and where hiding one secret uncovers another", () => {
  const texts = [
    `A=${DOTS}\n`,
    `# ${DOTS}\nDB_PASSWORD=x\n${DOTS}\n`,
    "U=redis://h:1?token=zz://q&b@c\n",
    "A=1 ••••\nU=redis://:••••@h\n",
  ]
  for (const text of texts) assert.deepEqual(unmaskEnvText(maskEnvText(text), text), { text, faults: [] })
})

test("a masked text shows all but the secrets", () => {
  assert.equal(
    maskEnvText(
      "# head\nA=1 # one\r\nGIT=https://ghp_0123456789abcdef@git.example.test/x\nexport API_KEY='k' # mine\nU=\"redis://:p@h/0\" # see\n# API_KEY=old",
    ),
    `# head\nA=1 # one\r\nGIT=https://••••@git.example.test/x\nexport API_KEY=${DOTS}\nU="redis://:••••@h/0" # see\n# API_KEY=${DOTS}`,
  )
})

test("a masked text holds no piece of a secret, quoted, commented out, open or spilt over lines", () => {
  const leaks = [
    "API_KEY=CANARY",
    'API_KEY="CANARY"',
    "API_KEY='a\nCANARY'",
    "API_KEY=x # CANARY",
    "API_KEY = x #CANARY",
    "#API_KEY=CANARY",
    "# export DB_PASSWORD: CANARY",
    "# see redis://:CANARY@198.51.100.9",
    'API_KEY="open\nCANARY',
    'API_KEY="open\nX=CANARY',
    "API_KEY=-----BEGIN\nCANARY\nCANARY==",
    "API KEY=CANARY",
    'REDIS_URL="redis://:a\\"CANARY@198.51.100.9/0"',
    "CERT='-----BEGIN PRIVATE KEY-----\nCANARY'",
    "API_KEY=one\\\nCANARY=",
    "API_KEY=one\\\ntwo=three\\\nCANARY=four",
    "# API_KEY=one\\\nCANARY=",
  ]
  for (const text of leaks) assert.doesNotMatch(maskEnvText(`A=1\n${text}\nB=2\n`), /CANARY/, text)
})

test("a piece of a secret that goes on over lines is no key, and what comes after a backslash that is a character is one", () => {
  assert.deepEqual(spiltKeys("A=1\\\nB=2\nAPI_KEY=one\\\ntwo=three\\\nfour=\nC=3\n"), ["two", "four"])
  assert.deepEqual(spiltKeys("API_KEY=one\\\\\nB=2\n"), [])
})

test("values typed anew are kept, untouched masks get their values back", () => {
  const original = "A=1\nDB_PASSWORD='old one'\nREDIS_URL=redis://:pw@198.51.100.9:6379/0\n"
  const masked = maskEnvText(original)
  const edited = masked.replace("A=1", "A=2").replace("198.51.100.9", "127.0.0.1")
  assert.deepEqual(unmaskEnvText(edited, original), {
    text: "A=2\nDB_PASSWORD='old one'\nREDIS_URL=redis://:pw@127.0.0.1:6379/0\n",
    faults: [],
  })
  const retyped = masked.replace(DOTS, "new")
  assert.equal(unmaskEnvText(retyped, original).text, original.replace("'old one'", "new"))
})

const BROKEN: [title: string, original: string, edited: string, code: string][] = [
  ["a mask on a key that has no original", "A=1\n", `A=1\nDB_PASSWORD=${DOTS}\n`, "mask-without-original"],
  ["a mask of which a part was deleted", "DB_PASSWORD=x\n", `DB_PASSWORD=${DOTS.slice(1)}\n`, "mask-edited"],
  ["a mask with something behind it", "DB_PASSWORD=x\n", `DB_PASSWORD=${DOTS}y\n`, "mask-edited"],
  ["a URL's mask where there was no password", "U=redis://h\n", "U=redis://:••••@h\n", "mask-without-original"],
  [
    "more URL masks than there were passwords",
    "U=redis://:a@h\n",
    "U=redis://:••••@h,redis://:••••@i\n",
    "mask-without-original",
  ],
  [
    "a URL's mask for a key whose whole value is secret",
    "DB_PASSWORD=redis://:a@h\n",
    "DB_PASSWORD=redis://:••••@h\n",
    "mask-without-original",
  ],
  ["one of two masks of the same key", "P_KEY=1\nP_KEY=2\n", `P_KEY=${DOTS}\n`, "mask-without-original"],
]
for (const [title, original, edited, code] of BROKEN) {
  test(`${title} is a fault, and stays a mask`, () => {
    const { faults, text } = unmaskEnvText(edited, original)
    assert.deepEqual(
      faults.map((fault) => fault.code),
      [code],
    )
    assert.match(text, /••••/)
  })
}

test("a large text of many masked lines is masked and put back within a second of processor time", () => {
  for (const shape of ["x\n", "A_KEY=1\n", "A='x\n", "a://b:c@d ", "?token=x&", "password=x "]) {
    const text = shape.repeat(65_536 / shape.length)
    const took = cpuMs(() => assert.equal(unmaskEnvText(maskEnvText(text), text).text, text))
    assert.ok(took < 1000, `${JSON.stringify(shape)} took ${took} ms`)
  }
})

test("a URL's mask that was moved to where its secret would show is a fault, and one whose host was changed is none", () => {
  const moved: [original: string, edited: string][] = [
    ["U=redis://:hunter2@h.example.test:6379/0\n", "U=redis://••••@h.example.test:6379/0\n"],
    ["U=https://h.example.test/?token=hunter2\n", "U=https://••••@h.example.test/\n"],
    ["# redis://:hunter2@h.example.test/0\n", "# redis://••••@h.example.test/0\n"],
    ["U='redis://:hunter2@h.example.test/0'\n", "U='redis://••••@h.example.test/0'\n"],
  ]
  for (const [original, edited] of moved) {
    const { text, faults } = unmaskEnvText(edited, original)
    assert.deepEqual([text, faults.map((fault) => fault.code)], [edited, ["mask-without-original"]], edited)
  }
  const kept = unmaskEnvText(
    "U=redis://:••••@127.0.0.1/1,redis://:new@h2.example.test\n",
    "U=redis://:hunter2@h.example.test/0,redis://:b@h2.example.test\n",
  )
  assert.deepEqual(kept, { text: "U=redis://:hunter2@127.0.0.1/1,redis://:new@h2.example.test\n", faults: [] })
})
