import { startNetwork } from "../hosts/network.ts"
import { hashOfPolicy, REDIS_UNIT, startRedisHost } from "./redis-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const OLD = "the-old-password-1"
const NEW = "the-new-password-2"
const BEFORE = `MAXMEMORY=64mb\nPASSWORD=${OLD}`
const BOTH = `MAXMEMORY=64mb\nPASSWORD=${NEW}\nRETIRING_PASSWORD=${OLD}`
const AFTER = `MAXMEMORY=64mb\nPASSWORD=${NEW}`
const NEVER = [{ kind: "tcp", host: "127.0.0.1", port: 6399, withinMs: 300 }]

/** Asks ten times a second, as a client with the password that it was started with, and writes down every refusal. */
const CLIENT = `import redis, sys, time
while True:
    try: redis.Redis(password=sys.argv[1]).ping()
    except redis.RedisError as e: open("/root/refused", "a").write(repr(e) + "\\n")
    time.sleep(0.1)
`

/** A change of password that does not verify is undone in the file and in the running Redis, and nobody is shut out meanwhile. */
export async function faultF57({ progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const wrong: string[] = []
  let errors = 0
  try {
    const host = await startRedisHost({ network, name: "password", isInstalled: true })
    const expect = async (what: string, isGood: boolean | Promise<boolean>) => {
      if (!(await isGood)) wrong.push(what)
    }
    const change = async (text: string, from: string | null, more: object = {}) => {
      const result = await host.change(text, { baseHash: from === null ? null : hashOfPolicy(from), ...more })
      progress(`${result.outcome} ${result.problem?.code ?? ""} ${result.problem?.message ?? ""}`)
      return result.outcome
    }
    await expect("the first password", (await change(BEFORE, null)) === "applied")
    const run = await host.property(REDIS_UNIT, "InvocationID")
    await host.run("sh", ["-c", 'printf "%s" "$1" > /root/client.py', "sh", CLIENT])
    await host.run("systemd-run", ["--unit=client", "python3", "/root/client.py", OLD])

    await expect("both, not verified: undone", (await change(BOTH, BEFORE, { checks: NEVER })) === "rolled-back")
    await expect("the new one is out again", !(await host.takes(NEW)) && host.takes(OLD))
    await expect("only the old one in the file", host.isFileOf(BEFORE))
    await expect("both", (await change(BOTH, BEFORE)) === "applied")
    await expect("both log in", (await host.takes(NEW)) && host.takes(OLD))
    errors = Number(await host.run("sh", ["-c", "cat /root/refused 2>/dev/null | wc -l"]))
    await host.run("systemctl", ["stop", "client.service"])

    await expect(
      "the old one away, not verified: undone",
      (await change(AFTER, BOTH, { checks: NEVER })) === "rolled-back",
    )
    await expect("the old one is in again", (await host.takes(NEW)) && host.takes(OLD))
    await host.run("systemd-run", [
      "--unit=sitter",
      "sh",
      "-c",
      `(sleep 600) | redis-cli --no-auth-warning -a ${OLD} SUBSCRIBE x`,
    ])
    await host.run("sh", [
      "-c",
      `until redis-cli --no-auth-warning -a ${NEW} PUBSUB CHANNELS | grep -q x; do sleep 0.05; done`,
    ])
    await expect("the old one away", (await change(AFTER, BOTH)) === "applied")
    await expect("the old one is out", !(await host.takes(OLD)) && host.takes(NEW))
    const list = await host.ask("-a", NEW, "CLIENT", "LIST", "TYPE", "pubsub")
    await expect("whoever was in with it is out", list === "")
    await expect("the Redis was never restarted", (await host.property(REDIS_UNIT, "InvocationID")) === run)
  } finally {
    await network.stop()
  }
  if (wrong.length > 0) progress(`wrong: ${wrong.join("; ")}`)
  return [
    {
      id: "F57",
      claim:
        "a password is added, then the old one taken away; each once not verified: undone in file and Redis, then done, with nobody left in by the old one",
      figure: wrong.length,
      unit: "wrong of 11",
      target: "0",
      pass: wrong.length === 0,
    },
    {
      id: "F57b",
      claim: "the same: refusals that a client with the old password met while both were to be valid",
      figure: errors,
      unit: "refusals",
      target: "0",
      pass: errors === 0,
    },
  ]
}
