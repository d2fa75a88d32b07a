// The one place of the test servers that reads the environment.

export interface HostsConfig {
  /** Where Debian roots are kept between runs; safe to delete while no test server runs. */
  readonly cacheFolder: string
  /** Disks of the test servers that run now. */
  readonly diskFolder: string
  /** Who holds which test network; gone after a reboot, like the networks themselves. */
  readonly claimFolder: string
  readonly debianMirror: string
}

export const hostsConfig: HostsConfig = {
  cacheFolder: process.env["SIGNALBOX_HOSTS_CACHE"] ?? "/var/cache/signalbox",
  diskFolder: "/var/lib/signalbox-hosts",
  claimFolder: "/run/signalbox-hosts",
  debianMirror: process.env["SIGNALBOX_DEBIAN_MIRROR"] ?? "http://deb.debian.org/debian",
}

/** What a child gets as environment: nothing of ours but a proxy, so that no secret of a test run reaches a test server. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const environment: Record<string, string> = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "C.UTF-8",
    DEBIAN_FRONTEND: "noninteractive",
  }
  for (const name of ["http_proxy", "https_proxy", "no_proxy"]) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  // Next.js, whose types reach this program too, declares NODE_ENV as always there. Our children get none.
  return environment as NodeJS.ProcessEnv
}
