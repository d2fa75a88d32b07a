// `npm start`: makes ready what is not, then runs the control plane. Needs only Node >= 20 and npm; a second start takes a moment.
import { buildConsole } from "./build-console.mjs"
import { handOver } from "./hand-over.mjs"
import { prepare } from "./prepare.mjs"

await prepare()
await buildConsole()
await handOver("apps/server/src/main.ts")
