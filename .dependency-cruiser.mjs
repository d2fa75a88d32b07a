// The directions of docs/ARCHITECTURE.md. Type-only imports count too.
const never = (name, { from, to, comment }) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
})
const onlyFrom = (name, { room, allowed, comment }) => ({
  name,
  severity: "error",
  comment,
  from: { path: room, pathNot: "\\.test\\.ts$|/testing/" },
  to: { path: "^(apps|packages|prisma|agent|e2e|bench|scripts)/", pathNot: allowed },
})

export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "A cycle has no first file to read.",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      severity: "error",
      from: { path: "^(packages|prisma|agent|apps/server)/" },
      to: { couldNotResolve: true },
    },
    onlyFrom("protocol-stands-alone", {
      room: "^packages/protocol/",
      allowed: "^packages/protocol/",
      comment: "Both sides import it; it may import nobody.",
    }),
    onlyFrom("env-file-stands-alone", {
      room: "^packages/env-file/",
      allowed: "^packages/env-file/",
      comment: "It runs in the browser, the agent and the control plane.",
    }),
    onlyFrom("prisma-stands-alone", {
      room: "^prisma/",
      allowed: "^prisma/",
      comment: "The one room that knows Prisma knows nothing else.",
    }),
    onlyFrom("domain-knows-no-transport", {
      room: "^packages/domain/",
      allowed: "^(packages/(domain|protocol|env-file)|prisma)/",
      comment: "Use cases do not know HTTP, sockets or pages.",
    }),
    onlyFrom("agent-knows-no-control-plane", {
      room: "^agent/",
      allowed: "^(agent|packages/(protocol|env-file))/",
      comment: "It ships alone to every server.",
    }),
    {
      name: "console-reads-schemas-alone",
      severity: "error",
      comment:
        "Next bundles its server code apart: live state must never be reached from it. Types of the API, schemas and env-file are all it needs.",
      from: { path: "^apps/console/" },
      to: {
        path: "^(apps/server|packages|prisma|agent)/",
        pathNot:
          "^(packages/domain/src/.*schema\\.ts|packages/domain/src/(paging|status)\\.ts|packages/env-file/src/|packages/protocol/src/|apps/server/src/api/root\\.ts)",
      },
    },
    {
      name: "console-takes-the-router-as-a-type",
      severity: "error",
      comment: "A value import would pull the whole control plane into the browser.",
      from: { path: "^apps/console/" },
      to: { path: "^apps/server/", dependencyTypesNot: ["type-only"] },
    },
    never("packages-import-no-app", {
      from: "^(packages|prisma)/",
      to: "^(apps|agent|e2e|bench)/",
      comment: "A package exists because two programs need it.",
    }),
    never("nobody-imports-tests", {
      from: "^(apps|packages|prisma|agent)/.*(?<!\\.test)\\.tsx?$",
      to: "\\.test\\.ts$",
      comment: "Tests are leaves.",
    }),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|\\.next|dist|generated)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
    },
  },
}
