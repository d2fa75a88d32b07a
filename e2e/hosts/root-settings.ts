// What makes a debootstrapped tree a test server. Part of the image's cache key: a change here builds a new image.

/** The user of the scenario's services, with fixed ids so that a test may compare owners without asking. */
export const serviceUser = { name: "ytdl", uid: 990, gid: 990, home: "/opt/ytdl" } as const

/** Where the image keeps the npm packages of the Bull workload. */
export const workloadModules = "/opt/ytdl/cookie-extractor/node_modules"

export const workloadNpmPackages: readonly string[] = ["bull", "dotenv"]

/** Files of the image by path; text as it is written. */
export const rootFiles: Readonly<Record<string, string>> = {
  // Else a test of our log reading measures journald's own limiter.
  "/etc/systemd/journald.conf.d/signalbox.conf":
    "[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\nSystemMaxUse=200M\n",
  "/etc/default/locale": "LANG=C.UTF-8\n",
  "/etc/resolv.conf": "# no network outside the test network\n",
  // Each server writes its own before its first boot.
  "/etc/machine-id": "",
  "/etc/hostname": "unnamed\n",
  "/etc/fstab": "",
}

/** Programs run inside the image, in this order. */
export const rootCommands: readonly (readonly string[])[] = [
  ["groupadd", "--system", "--gid", String(serviceUser.gid), serviceUser.name],
  [
    "useradd",
    "--system",
    `--uid=${serviceUser.uid}`,
    `--gid=${serviceUser.gid}`,
    `--home-dir=${serviceUser.home}`,
    "--create-home",
    "--shell=/usr/sbin/nologin",
    serviceUser.name,
  ],
  ["systemctl", "disable", "redis-server.service"],
  // They would look for a network that is not there, at a random moment of a test.
  ["systemctl", "mask", "apt-daily.timer", "apt-daily-upgrade.timer"],
  // Nobody logs in on the console, which carries the boot messages to the test.
  ["systemctl", "mask", "console-getty.service", "getty.target"],
  ["apt-get", "clean"],
]
