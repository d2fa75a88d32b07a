import { startNetwork } from "../hosts/network.ts"
import { MAIN_CONF, REDIS_UNIT, type RedisHost, startRedisHost } from "./redis-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const GOOD = "MAXMEMORY=64mb\nPASSWORD=a-good-password-1"

type Case = {
  what: string
  code: string
  /** Must stand in the message: what exactly is wrong. */
  named: RegExp
  make: (host: RedisHost) => Promise<unknown>
  takeBack: (host: RedisHost) => Promise<unknown>
}

const line = (text: string) => ({
  make: (host: RedisHost) => host.run("sh", ["-c", 'printf "%s\\n" "$1" >> "$2"', "sh", text, MAIN_CONF]),
  takeBack: (host: RedisHost) => host.run("sed", ["-i", "$d", MAIN_CONF]),
})

const listen = "import socket,time\ns=socket.create_server(('127.0.0.1',6379))\ntime.sleep(600)"

const CASES: readonly Case[] = [
  {
    what: "a `user default` line",
    code: "redis-not-ours",
    named: /`user default`/,
    ...line("user default on nopass ~* &* +@all"),
  },
  { what: "an `aclfile` line", code: "redis-not-ours", named: /`aclfile`/, ...line("aclfile /etc/redis/users.acl") },
  {
    what: "a `requirepass` line",
    code: "redis-not-ours",
    named: /`requirepass`.*remove the line/,
    ...line("requirepass somebody-elses"),
  },
  {
    what: "a program that does not know a setting",
    code: "candidate-failed",
    named: /latency-monitor-threshold/,
    // As an old version would answer: the very program, but for one word that it does not know any more.
    make: (host) =>
      host.run("sh", [
        "-c",
        "cp -p /usr/bin/redis-server /root/ && cp -p /usr/bin/redis-check-rdb /root/check && sed 's/latency-monitor-threshold/latency-monitor-thresh0ld/g' /root/redis-server > /usr/bin/redis-server.new && chmod 755 /usr/bin/redis-server.new && mv /usr/bin/redis-server.new /usr/bin/redis-server",
      ]),
    takeBack: (host) => host.run("mv", ["/root/redis-server", "/usr/bin/redis-server"]),
  },
  {
    what: "a read-only folder",
    code: "write-failed",
    named: /\/etc\/redis.*read-only/,
    make: async (host) => {
      await host.run("mount", ["--bind", "/etc/redis", "/etc/redis"])
      await host.run("mount", ["-o", "remount,ro,bind", "/etc/redis"])
      await host.run("systemctl", ["restart", "signalbox-agent.service"])
    },
    takeBack: async (host) => {
      await host.run("umount", ["/etc/redis"])
      await host.run("systemctl", ["restart", "signalbox-agent.service"])
    },
  },
  {
    what: "a port that another program holds",
    code: "port-taken",
    named: /python3 \(pid \d+\) of squatter\.service/,
    make: async (host) => {
      await host.run("systemctl", ["stop", REDIS_UNIT])
      await host.run("systemd-run", ["--unit=squatter", "python3", "-c", listen])
      await host.run("sh", ["-c", "until ss -Hltn sport = :6379 | grep -q LISTEN; do sleep 0.05; done"])
    },
    takeBack: async (host) => {
      await host.run("systemctl", ["stop", "squatter.service"])
      await host.run("systemctl", ["start", REDIS_UNIT])
    },
  },
]

/** What cannot become a Redis under the policy is refused by name before anything is touched. */
export async function faultF58({ progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const wrong: string[] = []
  let touched = 0
  try {
    const host = await startRedisHost({ network, name: "cannot-be", isInstalled: true })
    for (const each of CASES) {
      await each.make(host)
      const before = await stateOf(host)
      const result = await host.change(GOOD)
      const isNamed =
        ["refused", "failed"].includes(result.outcome) &&
        result.problem?.code === each.code &&
        each.named.test(result.problem.message)
      if (!isNamed) wrong.push(each.what)
      if ((await stateOf(host)) !== before) touched += 1
      progress(`${each.what}: ${result.outcome}, ${result.problem?.code}: ${result.problem?.message}`)
      await each.takeBack(host)
    }
    const good = await host.change(GOOD)
    if (good.outcome !== "applied") wrong.push(`nothing in the way: ${good.problem?.message}`)
  } finally {
    await network.stop()
  }
  return [
    {
      id: "F58",
      claim: `a Redis that cannot become what its policy says, in ${CASES.length} ways (${CASES.map(({ what }) => what).join(", ")}): refused, the reason named`,
      figure: wrong.length,
      unit: "not refused for their reason",
      target: "0",
      pass: wrong.length === 0,
    },
    {
      id: "F58b",
      claim: "the same: files, unit and running settings afterwards",
      figure: touched,
      unit: "touched",
      target: "0",
      pass: touched === 0,
    },
  ]
}

/** Everything that a change could have left: files, the run of the unit, what it is set to, who runs aside. */
async function stateOf(host: RedisHost): Promise<string> {
  const files = await host.run("sh", ["-c", `sha256sum ${MAIN_CONF}; ls -la --time-style=full-iso /etc/redis`])
  const run = await host.property(REDIS_UNIT, "InvocationID")
  const isUp = (await host.property(REDIS_UNIT, "ActiveState")) === "active"
  const settings = isUp ? `${await host.ask("CONFIG", "GET", "*")}${await host.ask("ACL", "LIST")}` : "down"
  const aside = (
    await host.exec("systemctl", ["list-units", "--all", "--plain", "--no-legend", "signalbox-candidate-*"])
  ).stdout
  return [files, run, settings, aside].join("\n")
}
