// Holds the directions between rooms. A cruise that read nothing passes every rule, so the count is asserted.
import { cruise } from "dependency-cruiser"
import config from "../.dependency-cruiser.mjs"

const rooms = ["apps", "packages", "prisma", "agent", "e2e", "bench"]
const MODULES_MIN = 100

const { output } = await cruise(rooms, { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true })
const own = output.modules.filter((module) => /^(apps|packages|prisma|agent|e2e|bench)\//.test(module.source))
const faults = output.summary.violations
for (const fault of faults) {
  process.stdout.write(
    `${fault.rule.name}: ${fault.from} → ${fault.to}${fault.cycle ? ` (${fault.cycle.map((step) => step.name).join(" → ")})` : ""}\n`,
  )
}
if (own.length < MODULES_MIN)
  process.stdout.write(`only ${own.length} modules were read; at least ${MODULES_MIN} were expected\n`)
process.stdout.write(`${own.length} modules, ${faults.length} faults\n`)
process.exit(faults.length > 0 || own.length < MODULES_MIN ? 1 : 0)
