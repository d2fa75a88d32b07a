/**
 * The one closed table of what can go wrong. Server, agent and API share it; nobody invents codes elsewhere.
 * `status` is the HTTP status of the API, `says` the public sentence when the thrower has nothing more exact, `fix` what to do next.
 */
export const PROBLEMS = {
  // what was asked is not well formed
  "invalid-input": { status: 400, says: "The request is not well formed.", fix: "Correct the fields that are named." },
  "empty-target-list": { status: 400, says: "No server was named.", fix: "Choose at least one server." },
  "duplicate-target": { status: 400, says: "A server was named twice.", fix: "Name each server once." },
  "unknown-dialect": {
    status: 400,
    says: "This env dialect is not known.",
    fix: "Use systemd, dotenv, python-dotenv or docker.",
  },
  "invalid-env": {
    status: 400,
    says: "The env text has lines that cannot be shipped.",
    fix: "Correct the lines that are named.",
  },
  "invalid-path": {
    status: 400,
    says: "The path is not an absolute, plain path.",
    fix: "Give an absolute path without .., // or links.",
  },
  "invalid-unit": {
    status: 400,
    says: "The unit name is not a plain service name.",
    fix: "Give a literal name such as web.service, without * or options.",
  },
  "invalid-mode": {
    status: 400,
    says: "The file mode is not allowed.",
    fix: "Use 0600, 0640 or another mode that gives nothing to others.",
  },
  "too-large": {
    status: 413,
    says: "The message is larger than is allowed.",
    fix: "Make it smaller; the limit is named in the message.",
  },
  // who may
  "not-signed-in": { status: 401, says: "Nobody is signed in.", fix: "Sign in, or send a valid API token." },
  "invalid-credentials": { status: 401, says: "These credentials are not valid.", fix: "Check them and try again." },
  forbidden: {
    status: 403,
    says: "Your role does not permit this.",
    fix: "Ask an admin for the role that the message names.",
  },
  "foreign-origin": {
    status: 403,
    says: "The request came from another site.",
    fix: "Open the console under its own address.",
  },
  "session-required": { status: 403, says: "An API token cannot do this.", fix: "Sign in to the console." },
  "link-invalid": {
    status: 410,
    says: "This link was used, has expired or never existed.",
    fix: "Ask for a new link.",
  },
  "too-many-attempts": { status: 429, says: "Too many attempts.", fix: "Wait a minute and try again." },
  // what is there
  "not-found": { status: 404, says: "There is no such thing.", fix: "Check the id; it may have been removed." },
  "already-exists": { status: 409, says: "Something of that name is there already.", fix: "Choose another name." },
  "stale-revision": {
    status: 409,
    says: "Someone saved a newer revision while you edited.",
    fix: "Look at the newer revision and save again on top of it.",
  },
  "in-use": { status: 409, says: "It is still in use.", fix: "Free it first; the message says from what." },
  "last-admin": { status: 409, says: "This is the last admin.", fix: "Make another user an admin first." },
  "rollout-in-progress": {
    status: 409,
    says: "Another rollout of this service is under way.",
    fix: "Wait for it, or abort it.",
  },
  "rollout-state": {
    status: 409,
    says: "The rollout is not in a state that permits this.",
    fix: "Reload and look at its state.",
  },
  "rotation-state": {
    status: 409,
    says: "The password is not at the step that this needs.",
    fix: "Reload and look whether an old password is still accepted.",
  },
  "nothing-to-do": { status: 409, says: "Nothing would change.", fix: "Change something first." },
  "assertion-failed": {
    status: 409,
    says: "An assertion about the env does not hold.",
    fix: "Correct the value, or the assertion of the service.",
  },
  "plan-refused": {
    status: 409,
    says: "The plan is refused; nothing was sent.",
    fix: "Resolve the refusals that the plan names.",
  },
  "plan-outdated": {
    status: 409,
    says: "Something changed since the plan was made; nothing was sent.",
    fix: "Look at the new plan.",
  },
  "server-offline": { status: 409, says: "The server is not connected.", fix: "Wait for it to come back." },
  "server-revoked": { status: 409, says: "The server is revoked.", fix: "Enrol it again." },
  // enrolment and link
  "enrolment-invalid": {
    status: 401,
    says: "The enrolment token is unknown, used, expired or revoked.",
    fix: "Make a new one in the console and paste its line.",
  },
  "agent-already-connected": {
    status: 409,
    says: "This server is connected already, from another place.",
    fix: "If that is not you, its identity was copied: revoke the server and enrol it again.",
  },
  "agent-unknown": { status: 401, says: "The agent could not prove who it is.", fix: "Enrol the server again." },
  "agent-revoked": { status: 403, says: "The agent is revoked.", fix: "Enrol the server again if it is to come back." },
  "agent-locked": {
    status: 403,
    says: "The agent is locked: its identity seems to be in use twice.",
    fix: "Find the copy, then enrol the server again.",
  },
  "control-plane-unknown": {
    status: 401,
    says: "The other side is not the control plane that this agent was enrolled with.",
    fix: "Check the address, and what stands between.",
  },
  "link-altered": {
    status: 400,
    says: "What came in is not what the other side sealed: it was changed, repeated, left out or put in another order.",
    fix: "Look at what stands between agent and control plane, then try again.",
  },
  "unsupported-version": {
    status: 426,
    says: "The agent and the control plane speak no common protocol version.",
    fix: "Upgrade the older of the two.",
  },
  "handshake-expected": { status: 400, says: "A message came before the handshake.", fix: "Say hello first." },
  "unknown-message": { status: 400, says: "There is no such message.", fix: "Use the names of docs/PROTOCOL.md." },
  // a change on a server
  "policy-refused": {
    status: 403,
    says: "The host policy of the server does not permit this.",
    fix: "Change it on the server with signalbox-agent policy.",
  },
  "command-mismatch": {
    status: 409,
    says: "A command of this id with other content was received before.",
    fix: "Report this: it should never happen.",
  },
  "command-replayed": {
    status: 409,
    says: "A command with an old sequence number was received.",
    fix: "Plan the change again.",
  },
  "command-expired": { status: 410, says: "The command expired before it was begun.", fix: "Plan the change again." },
  "command-unsigned": {
    status: 401,
    says: "The command does not carry the control plane's signature.",
    fix: "Check what stands between agent and control plane.",
  },
  drifted: {
    status: 409,
    says: "The file on the server is not the one that the change was planned against.",
    fix: "Look at the drift; import or overwrite it, then plan again.",
  },
  "unsafe-file": {
    status: 409,
    says: "The file or a folder above it is not safe to write.",
    fix: "See the message; links, hard links, mounts and folders that others may write are refused.",
  },
  "no-space": {
    status: 507,
    says: "The file system of the server has no room.",
    fix: "Free some space and plan again.",
  },
  "write-failed": {
    status: 500,
    says: "The file could not be written; the old one is in place.",
    fix: "See the message, then plan again.",
  },
  "unit-missing": {
    status: 409,
    says: "The unit is not there, or is masked.",
    fix: "Install or unmask it, or take it out of the service.",
  },
  "port-taken": {
    status: 409,
    says: "Another program listens on the port.",
    fix: "Stop that program, or give the Redis another port.",
  },
  "redis-not-ours": {
    status: 409,
    says: "The Redis on the server is set up in a way that cannot be taken over as it is.",
    fix: "Change what the message names, by hand; then plan again.",
  },
  "candidate-failed": {
    status: 409,
    says: "A Redis that was started aside with the new settings did not come up; the present one was not touched.",
    fix: "Correct the setting that the message names.",
  },
  "install-failed": {
    status: 500,
    says: "The package could not be installed.",
    fix: "See the message; what the package manager said is in the evidence.",
  },
  "restart-failed": { status: 500, says: "A unit did not restart.", fix: "Read its journal lines of that moment." },
  "check-failed": { status: 500, says: "A check failed after the change.", fix: "Read the evidence." },
  "rollback-failed": {
    status: 500,
    says: "The old state could not be restored or did not verify.",
    fix: "The server needs a person: see the evidence.",
  },
  "deadline-passed": {
    status: 504,
    says: "The change was not verified within its deadline.",
    fix: "Read the evidence.",
  },
  interrupted: {
    status: 500,
    says: "The change was interrupted on the server and undone.",
    fix: "Find out why the agent or the server stopped, then plan again.",
  },
  "agent-busy": { status: 409, says: "Another change is under way on this server.", fix: "Wait for it." },
  "agent-state-damaged": {
    status: 500,
    says: "The agent's record of changes is damaged.",
    fix: "Look at the server's disk; move the agent's state aside and enrol the server again.",
  },
  "agent-state-full": {
    status: 507,
    says: "The agent has no room to record a change.",
    fix: "Free space where the agent keeps its state.",
  },
  "no-answer": {
    status: 504,
    says: "The server did not answer in time.",
    fix: "Check that it is online and try again.",
  },
  // the control plane itself
  "sealed-unreadable": { status: 500, says: "A sealed value could not be opened.", fix: "Check the root key." },
  internal: {
    status: 500,
    says: "Something went wrong here.",
    fix: "Try again; the log of the control plane has the details under the request id.",
  },
} as const satisfies Record<string, { status: number; says: string; fix: string }>

export type ProblemCode = keyof typeof PROBLEMS

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

/** What crosses a wire of a problem. Never holds a secret. */
export type ProblemView = {
  code: ProblemCode
  message: string
  fix: string
  /** Field, line or object → what is wrong with it. */
  details?: Record<string, string>
}

/** An expected failure. `message` is public: it says what was wrong and with what. `cause` stays inside. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly details: Record<string, string> | undefined

  constructor(code: ProblemCode, message?: string, more?: { details?: Record<string, string>; cause?: unknown }) {
    super(message ?? PROBLEMS[code].says, more?.cause === undefined ? undefined : { cause: more.cause })
    this.name = "Problem"
    this.code = code
    this.details = more?.details
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  toView(): ProblemView {
    const view: ProblemView = { code: this.code, message: this.message, fix: PROBLEMS[this.code].fix }
    if (this.details) view.details = this.details
    return view
  }
}

/** Any error as a view; what is not a `Problem` tells nothing of itself. */
export function problemView(error: unknown): ProblemView {
  return (error instanceof Problem ? error : new Problem("internal")).toView()
}
