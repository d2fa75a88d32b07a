import { PROGRAM } from "./places.ts"
import { NO_SYSTEM_RIGHTS } from "./unit-text.ts"

/**
 * Looks into other users' processes, for which the agent has no right, and can do nothing else: it has no network, writes
 * one file that only root can read, and is given the names of the managed units alone. So the agent, which talks to a
 * control plane and to instances that it did not install, never holds the right to look into a process's memory.
 */
export const SOCKETS_UNIT_TEXT = `[Unit]
Description=Signalbox: which Redis the managed units are connected to
PartOf=signalbox-agent.service
StartLimitIntervalSec=0

[Service]
ExecStart=${PROGRAM} watch-sockets
Restart=always
RestartSec=5
RuntimeDirectory=signalbox-sockets
RuntimeDirectoryMode=0700
MemoryMax=192M
TasksMax=32
CPUQuota=20%
Nice=10
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateNetwork=yes
IPAddressDeny=any
${NO_SYSTEM_RIGHTS}
RestrictAddressFamilies=AF_UNIX
SystemCallFilter=~process_vm_readv process_vm_writev
CapabilityBoundingSet=CAP_SYS_PTRACE CAP_DAC_READ_SEARCH
UMask=0077

[Install]
WantedBy=multi-user.target
`
