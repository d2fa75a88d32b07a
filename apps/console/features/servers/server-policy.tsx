import type { ServerView } from "@signalbox/domain/servers/schema"
import { type HostPolicy, UnitVerb } from "@signalbox/protocol/policy"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Facts, Note } from "../../design/page.tsx"
import { Tag } from "../../design/plate.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"
import classes from "./server.module.css"

/** What the host permits, in words. It is changed on the server, never from here. */
export function ServerPolicy({ server }: { server: ServerView }) {
  return (
    <div className={classes["policy"]}>
      <Note tone="plain">
        <Lamp kind="skipped" />
        <div>
          <strong>This is a file on {server.name}, owned by its root.</strong> The control plane can read it and cannot
          change it, so that even a stolen control plane reaches no further. Change it there with{" "}
          <code>signalbox-agent policy</code>; what is not listed is refused.
        </div>
      </Note>
      {server.policyFault ? (
        <Note tone="danger">
          <Lamp kind="danger" />
          <div>
            <strong>The policy cannot be read, so nothing is permitted.</strong>
            <div>{server.policyFault}</div>
          </div>
        </Note>
      ) : null}
      {server.policy ? (
        <Policy policy={server.policy} />
      ) : (
        <Card>
          <EmptyState title="No policy is known">
            The agent sends it when it connects. Until then, nothing can be changed on this server.
          </EmptyState>
        </Card>
      )}
    </div>
  )
}

function Policy({ policy }: { policy: HostPolicy }) {
  return (
    <>
      <Card title="Env files" hint="that may be written">
        {policy.env.length === 0 ? (
          <p className="dim">None.</p>
        ) : (
          <div className={classes["policy"]}>
            {policy.env.map((entry) => (
              <section key={entry.path}>
                <h3 className="mono" style={{ marginBottom: 6, overflowWrap: "anywhere" }}>
                  {entry.path}
                </h3>
                <Facts
                  rows={[
                    ["Owner", `${entry.owner}:${entry.group}`],
                    ["Modes", entry.modes.join(", ")],
                    ["May restart", entry.units.join(", ") || "nothing"],
                    ["At most", `${entry.bytesMax.toLocaleString("en")} bytes`],
                  ]}
                />
              </section>
            ))}
          </div>
        )}
      </Card>
      <Card title="Units" hint={count(policy.units.length, "unit")} flush>
        <DataTable
          label="What may be done to units"
          columns={VERBS}
          rows={policy.units}
          rowKey={(unit) => unit.name}
          bare
        />
      </Card>
      <Card title="Checks and keys">
        <Facts
          rows={[
            [
              "May connect to",
              policy.probes.map((probe) => `${probe.host}:${probe.ports.join(", ")}`).join("; ") ||
                "the server itself only",
            ],
            ["May read the age of", policy.watchedFiles.join(", ") || "no file"],
            ["A Redis of its own", policy.redis.map(redisWords).join("; ") || "none"],
            [
              "Keys refused",
              <span key="keys" className={classes["verbs"]}>
                {policy.deniedKeys.map((key) => (
                  <Tag key={key}>{key}</Tag>
                ))}
              </span>,
            ],
          ]}
        />
      </Card>
    </>
  )
}

function redisWords({ unit, path, port, verbs, memoryBytesMax }: HostPolicy["redis"][number]): string {
  const megabytes = Math.floor(memoryBytesMax / 1_048_576)
  return `${unit} on port ${port} by ${path}: ${verbs.join(", ")}; ${megabytes} MB at most`
}

const VERBS: Column<HostPolicy["units"][number]>[] = [
  { head: "Unit", phone: "title", cell: (unit) => <span className={table["name"]}>{unit.name}</span> },
  ...UnitVerb.options.map(
    (verb): Column<HostPolicy["units"][number]> => ({
      head: verb,
      phone: "none",
      cell: (unit) => (unit.verbs.includes(verb) ? "permitted" : <span className="dim">refused</span>),
    }),
  ),
  { head: "Permitted", phone: "only", cell: (unit) => unit.verbs.join(", ") || "nothing" },
  {
    head: "Refused",
    phone: "only",
    cell: (unit) => UnitVerb.options.filter((verb) => !unit.verbs.includes(verb)).join(", "),
  },
]
