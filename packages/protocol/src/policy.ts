import { z } from "zod"
import { AbsolutePath, AccountName, FileMode, UnitName } from "./names.ts"
import { BindAddress } from "./redis-policy.ts"
import { refusedAs } from "./refused-as.ts"

/** The agent's sandbox is opened for the folder of each file; that of the root folder would be no sandbox. */
const EnvPath = AbsolutePath.refine(
  (path) => path.lastIndexOf("/") > 0,
  refusedAs("invalid-path", "must lie in a folder of its own, not in /"),
)

/**
 * The host policy: a root-owned file on the server that says what the agent may touch. The control plane can read it, not change it.
 * Every entry is literal. A missing or empty policy permits nothing.
 */
export const UnitVerb = z.enum(["restart", "start", "stop", "reload", "enable", "disable", "reset-failed", "logs"])
export type UnitVerb = z.infer<typeof UnitVerb>

export const RedisVerb = z.enum(["install", "configure", "remove"])
export type RedisVerb = z.infer<typeof RedisVerb>

export const HostPolicy = z.strictObject({
  version: z.literal(1),
  env: z
    .array(
      z.strictObject({
        path: EnvPath,
        owner: AccountName,
        group: AccountName,
        modes: z.array(FileMode).min(1).max(4),
        units: z.array(UnitName).max(32),
        bytesMax: z.number().int().min(1).max(65_536).default(65_536),
      }),
    )
    .max(64),
  units: z.array(z.strictObject({ name: UnitName, verbs: z.array(UnitVerb).max(8) })).max(256),
  /** Hosts and ports that checks may connect to; loopback only when empty. */
  probes: z
    .array(
      z.strictObject({ host: z.string().min(1).max(253), ports: z.array(z.number().int().min(1).max(65_535)).max(64) }),
    )
    .max(64),
  /** Env keys that are refused; `*` only at the end. */
  deniedKeys: z.array(z.string().regex(/^[A-Z_][A-Z0-9_]*\*?$/)).max(64),
  /** Files whose age a check may read. */
  watchedFiles: z.array(AbsolutePath).max(64).default([]),
  /** Local Redis instances that the agent may install, configure, take away. */
  redis: z
    .array(
      z.strictObject({
        unit: UnitName,
        /** Our own configuration file. */
        path: EnvPath,
        port: z.number().int().min(1).max(65_535),
        verbs: z.array(RedisVerb).max(3),
        memoryBytesMax: z.number().int().min(1),
        /** Addresses that it may listen on besides loopback. */
        bind: z.array(BindAddress).max(8).default([]),
      }),
    )
    .max(8)
    .default([]),
})
export type HostPolicy = z.infer<typeof HostPolicy>

/** Keys by which loaders, interpreters and tools are made to run other code than the program's own. */
export const DENIED_KEYS_DEFAULT = [
  "LD_*",
  "GCONV_PATH",
  "GLIBC_TUNABLES",
  "OPENSSL_CONF",
  "NODE_OPTIONS",
  "NODE_PATH",
  "PYTHON*",
  "BASH_ENV",
  "PERL5OPT",
  "PERL5LIB",
  "PERL5DB",
  "PERLLIB",
  "RUBYOPT",
  "RUBYLIB",
  "JAVA_TOOL_OPTIONS",
  "JDK_JAVA_OPTIONS",
  "_JAVA_OPTIONS",
  "DOTNET_STARTUP_HOOKS",
  "PATH",
  "GIT_SSH*",
  "GIT_CONFIG*",
  "GIT_EXEC_PATH",
] as const
