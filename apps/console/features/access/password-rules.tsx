import { Status } from "../../design/lamp.tsx"
import classes from "./outside.module.css"

export const PASSWORD_LENGTH_MIN = 12

/** The rules, each with its own lamp: nobody learns them by being refused. */
export function PasswordRules({ password, again }: { password: string; again: string }) {
  const left = PASSWORD_LENGTH_MIN - password.length
  return (
    <ul className={classes["rules"]} aria-live="polite">
      <li>
        <Status lamp={left <= 0 ? "clear" : "pending"} size="s" quiet>
          {`at least ${PASSWORD_LENGTH_MIN} characters${left > 0 && password ? `, ${left} to go` : ""}`}
        </Status>
      </li>
      <li>
        <Status lamp={password !== "" && again === password ? "clear" : "pending"} size="s" quiet>
          the same twice
        </Status>
      </li>
    </ul>
  )
}
