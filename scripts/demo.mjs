// `npm run demo`: see e2e/demo.ts.
import { handOver } from "./hand-over.mjs"

await handOver("e2e/demo.ts")
