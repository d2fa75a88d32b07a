// Paths that no host policy can permit: whoever writes them owns the machine or us. Above the policy, so that a
// careless line in it, or one that a stolen control plane talked an operator into, opens nothing of these.

const FORBIDDEN_FOLDERS = [
  "/bin",
  "/boot",
  "/dev",
  "/etc/X11",
  "/etc/alternatives",
  "/etc/apt",
  "/etc/bash_completion.d",
  "/etc/cron.d",
  "/etc/cron.daily",
  "/etc/cron.hourly",
  "/etc/cron.monthly",
  "/etc/cron.weekly",
  "/etc/dbus-1",
  "/etc/dracut.conf.d",
  "/etc/environment.d",
  "/etc/init.d",
  "/etc/initramfs-tools",
  "/etc/ld.so.conf.d",
  "/etc/logrotate.d",
  "/etc/modprobe.d",
  "/etc/modules-load.d",
  "/etc/NetworkManager",
  "/etc/pam.d",
  "/etc/polkit-1",
  "/etc/profile.d",
  "/etc/rc.d",
  "/etc/security",
  "/etc/selinux",
  "/etc/signalbox",
  "/etc/signalbox-agent",
  "/etc/ssh",
  "/etc/ssl",
  "/etc/sudoers.d",
  "/etc/sysctl.d",
  "/etc/systemd",
  "/etc/tmpfiles.d",
  "/etc/udev",
  "/etc/update-motd.d",
  "/etc/xdg",
  "/etc/yum.repos.d",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/opt/signalbox-agent",
  "/proc",
  "/run/systemd",
  "/run/user",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib/signalbox-agent",
  "/var/lib/systemd",
  "/var/run",
  "/var/spool/cron",
]

const FORBIDDEN_FILES = [
  "/etc/anacrontab",
  "/etc/bash.bashrc",
  "/etc/crontab",
  "/etc/environment",
  "/etc/fstab",
  "/etc/group",
  "/etc/gshadow",
  "/etc/hosts",
  "/etc/inittab",
  "/etc/ld.so.conf",
  "/etc/ld.so.preload",
  "/etc/login.defs",
  "/etc/machine-id",
  "/etc/nsswitch.conf",
  "/etc/pam.conf",
  "/etc/passwd",
  "/etc/profile",
  "/etc/rc.local",
  "/etc/resolv.conf",
  "/etc/shadow",
  "/etc/shells",
  "/etc/sudo.conf",
  "/etc/sudoers",
  "/etc/sysctl.conf",
]

/** Wherever they are: what a login or a program runs without being asked. */
const FORBIDDEN_NAMES = new Set([
  ".ssh",
  ".bashrc",
  ".bash_profile",
  ".bash_login",
  ".bash_logout",
  ".profile",
  ".zshrc",
  ".zshenv",
  ".zprofile",
  ".pam_environment",
  ".config",
  ".git",
  ".gitconfig",
  ".gnupg",
  "authorized_keys",
  "crontab",
])

/** Why the path may never be written, in words; undefined when only the policy decides. `ownPaths`: the agent's files. */
export function whyForbidden(path: string, ownPaths: readonly string[] = []): string | undefined {
  const folder = [...FORBIDDEN_FOLDERS, ...ownPaths].find((entry) => path === entry || path.startsWith(`${entry}/`))
  if (folder) return `nothing in ${folder} is ever written`
  if (FORBIDDEN_FILES.includes(path)) return "this file is never written"
  const name = path.split("/").find((part) => FORBIDDEN_NAMES.has(part))
  return name ? `nothing named ${name} is ever written` : undefined
}

/** Units that are never restarted for anybody: the system's own and ours. */
export function isForbiddenUnit(unit: string): boolean {
  return /^(signalbox-|systemd-|dbus[-.@]|polkit|getty@|user@|init\.)/.test(unit)
}
