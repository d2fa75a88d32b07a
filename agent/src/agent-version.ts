import packageFile from "../package.json" with { type: "json" }

/** Version of this program. */
export const AGENT_VERSION = packageFile.version
