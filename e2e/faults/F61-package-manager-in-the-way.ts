import { setTimeout as wait } from "node:timers/promises"
import type { ChangeFinished } from "@signalbox/protocol/change"
import { startNetwork, type TestNetwork } from "../hosts/network.ts"
import { CONF, REDIS_UNIT, type RedisHost, startRedisHost } from "./redis-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const WANTED = "MAXMEMORY=64mb\nPASSWORD=a-good-password-1"
/** Of a package manager that another program runs. */
const LOCKED_S = 8
/** Writes down every moment at which anybody may come in without a password. */
const WATCH = `import socket, time
while True:
    try:
        s = socket.create_connection(("127.0.0.1", 6379), 0.2)
        s.sendall(b"PING\\r\\n")
        if s.recv(16).startswith(b"+PONG"): open("/root/open", "a").write("%f\\n" % time.time())
        s.close()
    except OSError: pass
    time.sleep(0.001)
`
const HOLD_LOCK = `import fcntl, time
f = open("/var/lib/dpkg/lock-frontend", "w"); fcntl.lockf(f, fcntl.LOCK_EX); open("/run/locked", "w").close(); time.sleep(${LOCKED_S})
`

type Ending = { what: string; isGood: boolean; said: string }

/** A package manager that is held, killed half-way, or finds no mirror: waited for, repaired, or clearly failed. */
export async function faultF61({ progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const endings: Ending[] = []
  let openings = 0
  let half = 0
  try {
    for (const [name, run] of Object.entries({ locked, killed, unreachable, crashed })) {
      const host = await startWatched(network, name)
      const ending = await run(host)
      endings.push(ending)
      progress(`${ending.what}: ${ending.isGood ? "as it should" : "WRONG"}; ${ending.said}`)
      openings += Number(await host.run("sh", ["-c", "cat /root/open 2>/dev/null | wc -l"]))
      if ((await host.run("dpkg", ["--audit"])).trim() !== "") half += 1
      await host.host.stop()
    }
  } finally {
    await network.stop()
  }
  const wrong = endings.filter(({ isGood }) => !isGood)
  return [
    {
      id: "F61",
      claim: `${endings.map(({ what }) => what).join("; ")}: installed in the end, or clearly failed with nothing changed`,
      figure: wrong.length,
      unit: "otherwise",
      target: "0",
      pass: wrong.length === 0,
    },
    {
      id: "F61b",
      claim: "the same: packages left half installed",
      figure: half,
      unit: "packages",
      target: "0",
      pass: half === 0,
    },
    {
      id: "F61c",
      claim: "the same: tries, one each millisecond, at which the port let somebody in without a password",
      figure: openings,
      unit: "tries",
      target: "0",
      pass: openings === 0,
    },
  ]
}

async function locked(host: RedisHost): Promise<Ending> {
  await host.run("systemd-run", ["--unit=upgrade", "python3", "-c", HOLD_LOCK])
  await host.run("sh", ["-c", "until test -e /run/locked; do sleep 0.05; done"])
  const begun = performance.now()
  const result = await host.change(WANTED)
  const seconds = (performance.now() - begun) / 1_000
  return ending("the lock of apt is held", result, result.outcome === "applied" && seconds > LOCKED_S - 2)
}

/** dpkg dies in the middle of setting up the package, as on a machine that runs out of memory. */
const KILLER = `#!/bin/sh
if [ "$1" = --update ] && [ ! -e /root/killed ]; then touch /root/killed; pkill -KILL -x dpkg; sleep 1; fi
exec /usr/bin/dpkg-statoverride.real "$@"
`

async function killed(host: RedisHost): Promise<Ending> {
  await host.run("mv", ["/usr/bin/dpkg-statoverride", "/usr/bin/dpkg-statoverride.real"])
  await host.run("sh", ["-c", 'printf "%s" "$1" > "$2" && chmod 755 "$2"', "sh", KILLER, "/usr/bin/dpkg-statoverride"])
  const result = await host.change(WANTED)
  const wasKilled = (await host.exec("test", ["-e", "/root/killed"])).code === 0
  return ending("dpkg is killed while it sets up", result, result.outcome === "applied" && wasKilled)
}

async function unreachable(host: RedisHost): Promise<Ending> {
  await host.run("sh", ["-c", "echo 'deb [trusted=yes] http://127.0.0.1:9/ ./' > /etc/apt/sources.list"])
  const result = await host.change(WANTED)
  const isClear =
    result.outcome === "failed" && result.problem?.code === "install-failed" && /E: /.test(result.problem.message)
  const isUntouched = (await host.exec("test", ["-e", CONF])).code !== 0
  return ending("no mirror answers", result, isClear && isUntouched)
}

/** The agent is killed while the package is on its way, and the server reboots: it must not start what it finds. */
async function crashed(host: RedisHost): Promise<Ending> {
  const id = await host.send(WANTED)
  const begun = Date.now()
  while ((await host.property(REDIS_UNIT, "LoadState")) !== "masked" && Date.now() - begun < 30_000) await wait(5)
  await host.host.run("sh", ["-c", "until test -e /usr/bin/redis-server; do :; done"])
  await host.host.kill9()
  await host.host.restart()
  const result = await host.finished(id)
  const isDown = (await host.property(REDIS_UNIT, "ActiveState")) !== "active"
  // The package manager went down with the server: the next change repairs what it left.
  const again = await host.change(WANTED)
  const isGood = result.outcome !== "applied" && isDown && again.outcome === "applied"
  return ending("the server goes down while the package comes", isGood ? result : again, isGood)
}

function ending(what: string, result: ChangeFinished, isGood: boolean): Ending {
  const failed = result.rollbackChecks.find(({ verdict }) => verdict !== "pass")
  return {
    what,
    isGood,
    said: `${result.outcome} ${result.problem?.code ?? ""} ${result.problem?.message ?? ""} ${failed?.seen ?? ""}`,
  }
}

async function startWatched(network: TestNetwork, name: string): Promise<RedisHost> {
  const host = await startRedisHost({ network, name, isInstalled: false })
  await host.run("sh", ["-c", 'printf "%s" "$1" > /root/watch.py', "sh", WATCH])
  const unit = "[Service]\\nExecStart=/usr/bin/python3 /root/watch.py\\n[Install]\\nWantedBy=sysinit.target\\n"
  await host.run("sh", ["-c", `printf '${unit}' > /etc/systemd/system/watch.service`])
  await host.run("systemctl", ["enable", "--now", "watch.service"])
  return host
}
