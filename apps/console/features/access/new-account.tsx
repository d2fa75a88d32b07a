"use client"
import { Button, PasswordInput, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { Password, PersonName } from "@signalbox/domain/access/schema"
import { ErrorPanel } from "../../design/states.tsx"
import classes from "./outside.module.css"
import { PASSWORD_LENGTH_MIN, PasswordRules } from "./password-rules.tsx"

export type NewAccount = { name: string; email: string; password: string }

type NewAccountFormProps = {
  /** The invitation names the address already. */
  withEmail: boolean
  submit: (account: NewAccount) => void
  isBusy: boolean
  error: unknown
  button: string
}

/** Name, address and a password whose rules are in sight while it is typed. */
export function NewAccountForm({ withEmail, submit, isBusy, error, button }: NewAccountFormProps) {
  const form = useForm({
    initialValues: { name: "", email: "", password: "", again: "" },
    validate: {
      name: (name) => (PersonName.safeParse(name).success ? null : "Give a name of 1 to 80 letters."),
      email: (email) => (!withEmail || /^\S+@\S+\.\S+$/.test(email.trim()) ? null : "Give an e-mail address."),
      password: (password) =>
        Password.safeParse(password).success ? null : `Use at least ${PASSWORD_LENGTH_MIN} characters.`,
      again: (again, values) => (again === values.password ? null : "The two passwords differ."),
    },
  })
  return (
    <form
      className={classes["form"]}
      onSubmit={form.onSubmit(({ name, email, password }) =>
        submit({ name: name.trim(), email: email.trim(), password }),
      )}
      noValidate
    >
      <TextInput label="Name" autoComplete="name" {...form.getInputProps("name")} />
      {withEmail ? (
        <TextInput label="E-mail" type="email" autoComplete="username" {...form.getInputProps("email")} />
      ) : null}
      <PasswordInput label="Password" autoComplete="new-password" {...form.getInputProps("password")} />
      <PasswordInput label="Password, again" autoComplete="new-password" {...form.getInputProps("again")} />
      <PasswordRules password={form.values.password} again={form.values.again} />
      {error ? <ErrorPanel error={error} /> : null}
      <Button type="submit" size="lg" loading={isBusy}>
        {button}
      </Button>
    </form>
  )
}
