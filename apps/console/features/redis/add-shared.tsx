"use client"
import { Button, Drawer, NumberInput, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { AddSharedRedisInput } from "@signalbox/domain/redis/schema"
import { useMutation } from "@tanstack/react-query"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./redis.module.css"

type AddSharedProps = { opened: boolean; close: () => void }

/** Gives a Redis that servers share a name. */
export function AddShared({ opened, close }: AddSharedProps) {
  return (
    <Drawer opened={opened} onClose={close} position="right" title="Add a shared Redis" size={480}>
      {opened ? <AddForm close={close} /> : null}
    </Drawer>
  )
}

const EMPTY = { name: "", host: "", port: 6379 }

function AddForm({ close }: { close: () => void }) {
  const trpc = useTRPC()
  const form = useForm({
    initialValues: EMPTY,
    validate: (values) => {
      const read = AddSharedRedisInput.safeParse(values)
      return read.success
        ? {}
        : Object.fromEntries(
            read.error.issues.map(({ path, message }) => [String(path[0]), SAYS[String(path[0])] ?? message]),
          )
    },
  })
  const add = useMutation(
    trpc.redis.addShared.mutationOptions({
      onSuccess: () => {
        tell(`${form.values.name} has its name`)
        close()
      },
    }),
  )
  return (
    <form className={classes["form"]} noValidate onSubmit={form.onSubmit((values) => add.mutate(values))}>
      <p className="dim">
        Servers that use a shared Redis tell of it by themselves, with what their env files log in by. Named here, it
        goes by its name on every page, also before any server uses it.
      </p>
      <TextInput label="Name" placeholder="shared Redis" data-autofocus {...form.getInputProps("name")} />
      <div className={classes["formAddress"]}>
        <TextInput
          label="Host"
          placeholder="redis.example.net"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("host")}
        />
        <NumberInput label="Port" min={1} max={65_535} hideControls {...form.getInputProps("port")} />
      </div>
      {add.error ? <ErrorPanel error={add.error} /> : null}
      <div className={classes["formActions"]}>
        <Button type="submit" loading={add.isPending}>
          Add it
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

const SAYS: Record<string, string> = {
  name: "Give it a name of 1 to 60 letters.",
  host: "Write a host name or an address, without a scheme and without a port.",
  port: "Ports go from 1 to 65535.",
}
