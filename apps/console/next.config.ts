import { join } from "node:path"
import type { NextConfig } from "next"

/** The console is a guest of the control plane's HTTP server, which sets every header itself. */
const config: NextConfig = {
  poweredByHeader: false,
  // The workspace packages are TypeScript source.
  transpilePackages: ["@signalbox/domain", "@signalbox/env-file", "@signalbox/protocol"],
  turbopack: { root: join(import.meta.dirname, "../..") },
  outputFileTracingRoot: join(import.meta.dirname, "../.."),
}

export default config
