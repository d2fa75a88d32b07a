import { PROBLEMS, type ProblemView } from "@signalbox/protocol/problem"

const problem = (code: ProblemView["code"]): ProblemView => ({
  code,
  message: PROBLEMS[code].says,
  fix: PROBLEMS[code].fix,
})

/** An error as the API's own carry it, so that one panel shows both. */
class AuthError extends Error {
  readonly data: { problem: ProblemView }

  constructor(view: ProblemView) {
    super(view.message)
    this.name = "AuthError"
    this.data = { problem: view }
  }
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  if (response.ok) return
  if (response.status === 429) throw new AuthError(problem("too-many-attempts"))
  if (response.status >= 500) throw new AuthError(problem("internal"))
  throw new AuthError({
    code: "invalid-credentials",
    message: "That e-mail and password do not match.",
    fix: "Check both, or ask an admin to look whether your account is still there.",
  })
}

export const signIn = (email: string, password: string) => post("/sign-in/email", { email, password })

export const signOut = () => post("/sign-out", {})
