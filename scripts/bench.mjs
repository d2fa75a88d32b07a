// `npm run bench -- NAME`: see bench/room/main.ts.
import { handOver } from "./hand-over.mjs"

await handOver("bench/room/main.ts")
