import { validateEnvText } from "@signalbox/env-file/validate"
import { EnvChange } from "@signalbox/protocol/change"
import { hashText } from "../env/env-text.ts"
import { checkTitles } from "../rollouts/check-titles.ts"
import { applyDeadlineMs } from "../rollouts/deadline.ts"
import { policyRefusals } from "../rollouts/policy-refusals.ts"
import type { Kind } from "./kind.ts"

/** An env file, and the units that read it. */
export const envKind: Kind = {
  capability: "change.env",
  does: "change an env file",
  isFileTheText: true,
  definitionFault: () => null,
  documentFaults: validateEnvText,
  wholeFaults: (text, { dialects, isOneDocument }) => (isOneDocument ? [] : validateEnvText(text, dialects)),
  fileHash: hashText,
  refusals: policyRefusals,
  deadlineMs: applyDeadlineMs,
  checkTitles,
  change: ({ serviceName, secretKeys: _, assertions, ...shipped }) =>
    EnvChange.parse({
      kind: "env",
      service: serviceName,
      ...shipped,
      // What differs between servers was settled when it was planned: one server cannot tell.
      assertions: assertions.filter((assertion) => assertion.kind !== "differs-between-servers"),
    }),
}
