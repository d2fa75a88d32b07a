// `npm run faults`: see e2e/faults/main.ts.
import { handOver } from "./hand-over.mjs"

await handOver("e2e/faults/main.ts")
