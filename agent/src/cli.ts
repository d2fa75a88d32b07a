// The words of `signalbox-agent`, for people on the server and for the installer.
import { parsePolicyFlags } from "@signalbox/protocol/policy-flags"
import { AGENT_VERSION } from "./agent-version.ts"
import { type AgentConfig, serverStateDir } from "./config.ts"
import { enrol } from "./enrol.ts"
import { readIdentity } from "./identity.ts"
import { installUnits } from "./install/install-units.ts"
import { uninstall } from "./install/uninstall.ts"
import { readPolicy, widenPolicy, writePolicy } from "./install/write-policy.ts"
import { readLinkStatus } from "./link/status-file.ts"
import { waitForLink } from "./link/wait-for-link.ts"
import { namedWords, UsageError } from "./named-words.ts"
import { redisCommand } from "./redis-command.ts"
import { runAgent } from "./run-agent.ts"
import { socketsCommand } from "./sockets-command.ts"
import { writeSocketsReports } from "./watch/sockets-report.ts"
import { watchedCommand } from "./watched-command.ts"

export const USAGE = `signalbox-agent: the Signalbox agent of this server

  status [--wait SECONDS]      how the link to the control plane is doing
  policy show                  what this server permits
  policy allow FLAGS           permits more, in the flags of the install line:
                               --allow-env PATH=OWNER:GROUP:MODE[+MODE]:UNIT[,UNIT]
                               --allow-unit UNIT=VERB[,VERB]   --allow-probe HOST:PORT[,PORT]
                               --allow-file PATH               --deny-key KEY
                               --allow-redis UNIT=PATH:PORT:VERB[,VERB]:BYTES[:ADDRESS[,ADDRESS]]
  policy set FLAGS             permits exactly this
  redis show --address HOST:PORT [--user NAME] [--password stdin] [--tls yes] [--seconds N] [--json yes]
  redis show --env-file PATH --url-key KEY, or --host-key KEY [--port-key KEY] [--password-key KEY]
                               what a Redis holds, who uses it, how fast it answers and what is wrong with it
  sockets [--address HOST:PORT] [--json yes]
                               which Redis each unit is connected to, and whether its env file says so
  watched [--json yes]         what the running agent saw last of each Redis that it watches
  uninstall                    removes the agent and everything of it; env files stay
  version

  For the installer and systemd: enrol --url URL --key FINGERPRINT (token on stdin), install-units, run,
  watch-sockets
`

export type Terminal = { say: (line: string) => void; readInput: () => Promise<string> }

type Command = (config: AgentConfig, words: string[], terminal: Terminal) => Promise<void>

const COMMANDS: Record<string, Command> = {
  run: (config) => runAgent(config),
  enrol: enrolCommand,
  status: statusCommand,
  policy: policyCommand,
  redis: (_config, words, terminal) => redisCommand(words, terminal),
  sockets: socketsCommand,
  watched: watchedCommand,
  "watch-sockets": writeSocketsReports,
  "install-units": installUnits,
  uninstall: async (config, _words, { say }) => {
    await uninstall(config, say)
    say("The agent is removed. Env files that it managed stay as they are.")
  },
  version: async (_config, _words, { say }) => say(AGENT_VERSION),
  help: async (_config, _words, { say }) => say(USAGE),
}

/** @throws UsageError for words that it does not know; Problem or Error, with a sentence for people, when a command fails */
export async function runCli(config: AgentConfig, words: string[], terminal: Terminal): Promise<void> {
  const [name = "help", ...rest] = words
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw new UsageError(`There is no command ${name}.`)
  await command(config, rest, terminal)
}

async function enrolCommand(config: AgentConfig, words: string[], { say, readInput }: Terminal): Promise<void> {
  const { url, key } = namedWords(words, ["url", "key"])
  if (!url || !key) throw new UsageError("enrol needs --url and --key.")
  const token = (await readInput()).trim()
  if (token === "") throw new UsageError("enrol reads the token from stdin, and got none.")
  const policy = readPolicy(config.policyPath)
  const { serverName, isNew } = await enrol({ url, keyFingerprint: key, token, policy, configDir: config.configDir })
  say(isNew ? `enrolled as ${serverName}` : `already enrolled as ${serverName}; its identity is kept`)
}

async function statusCommand(config: AgentConfig, words: string[], { say }: Terminal): Promise<void> {
  const identity = await readIdentity(config.configDir)
  if (!identity) throw new Error("This server is not enrolled.")
  const stateDir = serverStateDir(config, identity.serverId)
  const { wait } = namedWords(words, ["wait"])
  if (wait !== undefined) await waitForLink(stateDir, Number(wait) * 1_000)
  const status = await readLinkStatus(stateDir)
  say(`${identity.serverName} (${identity.serverId}) at ${identity.url}`)
  say(
    status
      ? `link: ${status.at}${status.why ? ` (${status.why})` : ""} since ${new Date(status.since).toISOString()}`
      : "link: never up",
  )
}

async function policyCommand(config: AgentConfig, words: string[], { say }: Terminal): Promise<void> {
  const [verb, ...flags] = words
  switch (verb) {
    case "show":
      return say(JSON.stringify(readPolicy(config.policyPath), null, 2))
    case "set":
      return writePolicy(config.policyPath, parsePolicyFlags(flags))
    case "allow":
    case "allow-env": {
      const added = parsePolicyFlags(verb === "allow-env" ? flags.flatMap((value) => ["--allow-env", value]) : flags)
      await writePolicy(config.policyPath, widenPolicy(readPolicy(config.policyPath), added))
      // The sandbox is made from the policy: what was added is out of reach until the unit says so too.
      return config.playground === undefined ? installUnits(config) : undefined
    }
    default:
      throw new UsageError("policy wants show, set or allow.")
  }
}
