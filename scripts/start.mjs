// `npm start`: makes ready what is not, then runs the control plane. Needs only Node >= 20 and npm; a second start takes a moment.
import { whyStartWouldFail } from "../apps/server/src/start-probes.mjs"
import { buildConsole } from "./build-console.mjs"
import { handOver } from "./hand-over.mjs"
import { prepare, refuse, root } from "./prepare.mjs"

// A folder that the settings name is meant from where the control plane will run.
process.chdir(root)
// Before minutes of installing and building, not after.
const refusal = await whyStartWouldFail(process.env)
if (refusal !== undefined) refuse(refusal)
await prepare()
await buildConsole()
await handOver("apps/server/src/main.ts")
