import assert from "node:assert/strict"
import { test } from "node:test"
import { ASSERTION_KINDS, type Assertion, checkAssertions } from "./assertions.ts"

const VALUES = new Map([
  ["CELERY_BROKER_URL", "redis://:CANARY@127.0.0.1:6379/0"],
  ["BULL_URL", "redis://:CANARY@198.51.100.90:6379/2"],
  ["REDIS_HOST", "198.51.100.90"],
  ["SOCKET", "unix:///run/redis/redis.sock"],
  ["V6", "redis://[::1]:6379"],
  ["ODD_URL", "redis://:CAN/ARY@127.0.0.1:6379/0"],
  ["ODDER_URL", "redis://:CAN@ARY/x@127.0.0.1:6379/0"],
  ["FAKE_URL", "redis://127.0.0.1@203.0.113.5/0"],
  ["NEAR_HOST", "127.0.0.1.example.test"],
  ["YT_ACCOUNT_ID", "account_a"],
  ["API_PORT", "3001"],
  ["BAD_PORT", "70000"],
  ["API_TOKEN", "CANARY"],
  ["EMPTY", " "],
])

const CASES: [assertion: Assertion, pass: boolean, message: string][] = [
  [{ kind: "host-is-local", key: "CELERY_BROKER_URL" }, true, "CELERY_BROKER_URL is on 127.0.0.1"],
  [{ kind: "host-is-local", key: "BULL_URL" }, false, "BULL_URL is on 198.51.100.90, not on this machine"],
  [{ kind: "host-is-local", key: "SOCKET" }, true, "SOCKET is on a unix socket"],
  [{ kind: "host-is-local", key: "V6" }, true, "V6 is on ::1"],
  [{ kind: "host-is-local", key: "FAKE_URL" }, false, "FAKE_URL is on 203.0.113.5, not on this machine"],
  [{ kind: "host-is-local", key: "NEAR_HOST" }, false, "NEAR_HOST is on 127.0.0.1.example.test, not on this machine"],
  [{ kind: "host-is-local", key: "ODD_URL" }, false, "ODD_URL names no host"],
  [{ kind: "host-is-local", key: "ODDER_URL" }, false, "ODDER_URL names no host"],
  [
    { kind: "host-is-local", key: "API_TOKEN" },
    false,
    "API_TOKEN is on a host that is kept secret, not on this machine",
  ],
  [{ kind: "host-is", key: "REDIS_HOST", hosts: ["198.51.100.90"] }, true, "REDIS_HOST is on 198.51.100.90"],
  [
    { kind: "host-is", key: "BULL_URL", hosts: ["h.example.test"] },
    false,
    "BULL_URL is on 198.51.100.90, not on h.example.test",
  ],
  [{ kind: "required", key: "EMPTY" }, true, "EMPTY is set"],
  [{ kind: "required", key: "NOPE" }, false, "NOPE is not set"],
  [{ kind: "not-empty", key: "EMPTY" }, false, "EMPTY is empty"],
  [{ kind: "absent", key: "NOPE" }, true, "NOPE is not set"],
  [{ kind: "absent", key: "API_TOKEN" }, false, "API_TOKEN is set, and must not be"],
  [{ kind: "port", key: "API_PORT" }, true, "API_PORT is 3001"],
  [{ kind: "port", key: "BAD_PORT" }, false, "BAD_PORT is not a port between 1 and 65535"],
  [{ kind: "one-of", key: "YT_ACCOUNT_ID", values: ["account_a", "account_b"] }, true, "YT_ACCOUNT_ID is account_a"],
  [
    { kind: "one-of", key: "YT_ACCOUNT_ID", values: ["account_b", "account_c"] },
    false,
    "YT_ACCOUNT_ID is not one of account_b, account_c",
  ],
  [{ kind: "one-of", key: "API_TOKEN", values: ["CANARY2"] }, false, "API_TOKEN is not one of the allowed values"],
  [{ kind: "pattern", key: "YT_ACCOUNT_ID", pattern: "^account_[a-c]$" }, true, "YT_ACCOUNT_ID matches its pattern"],
  [{ kind: "pattern", key: "API_TOKEN", pattern: "^x" }, false, "API_TOKEN does not match its pattern"],
  [
    { kind: "pattern", key: "API_TOKEN", pattern: "(" },
    false,
    "API_TOKEN could not be checked: the pattern has a `(` that is not closed",
  ],
  [{ kind: "differs-between-servers", key: "YT_ACCOUNT_ID" }, true, "YT_ACCOUNT_ID differs from the other servers"],
  [{ kind: "differs-between-servers", key: "API_TOKEN" }, false, "API_TOKEN is the same as on server-2"],
]
const OTHERS = new Map([
  ["server-2", new Map([["API_TOKEN", "CANARY"]])],
  ["server-3", new Map([["YT_ACCOUNT_ID", "account_c"]])],
])
for (const [assertion, pass, message] of CASES) {
  test(`${assertion.kind}: ${message}`, () => {
    assert.deepEqual(checkAssertions([assertion], VALUES, { others: OTHERS }), [{ assertion, pass, message }])
  })
}

test("every kind of assertion is tried here, and no message holds a secret", () => {
  assert.deepEqual(new Set(CASES.map(([assertion]) => assertion.kind)), new Set(ASSERTION_KINDS))
  for (const [, , message] of CASES) assert.doesNotMatch(message, /CANARY(?!2)/)
})

test("no message holds the value of a key that was declared secret, whatever it is called", () => {
  const values = new Map([
    ["BRANCH", "canary-1"],
    ["ENDPOINT", "canary-2.example.test"],
    ["NUMBER", "31337"],
  ])
  const assertions: Assertion[] = [
    { kind: "one-of", key: "BRANCH", values: ["canary-1"] },
    { kind: "one-of", key: "BRANCH", values: ["canary-3"] },
    { kind: "host-is", key: "ENDPOINT", hosts: ["canary-2.example.test"] },
    { kind: "host-is-local", key: "ENDPOINT" },
    { kind: "port", key: "NUMBER" },
  ]
  const results = checkAssertions(assertions, values, { secretKeys: ["BRANCH", "endpoint", "NUM*"] })
  assert.deepEqual(
    results.map(({ pass }) => pass),
    [true, false, true, false, true],
  )
  for (const { message } of results) assert.doesNotMatch(message, /canary|31337/)
})
