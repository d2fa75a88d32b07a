// The units of the agent. The sandbox is generated from the host policy: outside the folders of the listed env files and its own
// state, the whole file system is read-only to the agent, whatever it is told to do.
import { dirname } from "node:path"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { PROGRAM, RECOVER_UNIT } from "./places.ts"

export type UnitInput = {
  policy: HostPolicy
  stateDir: string
  configDir: string
  /** The part of `stateDir` that belongs to the present server id. */
  serverDir: string
}

/** The agent itself. It talks to systemd and journald, whose sockets and files stay reachable. */
export function agentUnit(input: UnitInput): string {
  return `[Unit]
Description=Signalbox agent
Wants=network-online.target
After=network-online.target ${RECOVER_UNIT}
StartLimitIntervalSec=0

[Service]
ExecStart=${PROGRAM} run
Restart=always
RestartSec=2
KillMode=mixed
TimeoutStopSec=20
MemoryMax=384M
TasksMax=128
RuntimeDirectory=signalbox-agent
RuntimeDirectoryMode=0700
${sandbox(input)}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK

[Install]
WantedBy=multi-user.target
`
}

/** Puts back what a crash left half done, before the units that would read it start. */
export function recoverUnit(input: UnitInput): string {
  const managed = [
    ...new Set([
      ...input.policy.env.flatMap((entry) => entry.units),
      ...input.policy.units.map((unit) => unit.name),
      ...input.policy.redis.map((entry) => entry.unit),
    ]),
  ]
  return `[Unit]
Description=Signalbox: undo a change that a crash interrupted
After=local-fs.target
Before=${["signalbox-agent.service", ...managed].join(" ")}

[Service]
Type=oneshot
ExecStart=${PROGRAM} guardian --state ${unitWord(input.serverDir)} --recover
TimeoutStartSec=60
${sandbox(input)}
RestrictAddressFamilies=AF_UNIX

[Install]
WantedBy=multi-user.target
`
}

/** What no unit of ours may do, whatever its work is. */
export const NO_SYSTEM_RIGHTS = `ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service`

function sandbox({ policy, stateDir, configDir }: UnitInput): string {
  const folders = [
    stateDir,
    configDir,
    ...new Set([...policy.env, ...policy.redis].map((entry) => dirname(entry.path))),
  ]
  return `ProtectSystem=strict
${folders.map((folder) => `ReadWritePaths=${unitWord(`-${folder}`)}`).join("\n")}
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
${NO_SYSTEM_RIGHTS}
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER
UMask=0077`
}

/** A word of a unit file: systemd expands % and splits at blanks. */
function unitWord(word: string): string {
  const escaped = word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")
  return /[\s"'\\]/.test(word) ? `"${escaped}"` : escaped
}
