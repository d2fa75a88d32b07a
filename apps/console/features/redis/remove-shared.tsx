"use client"
import { Button, Modal } from "@mantine/core"
import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import { useMutation } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { ErrorPanel } from "../../design/states.tsx"
import { tell } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./redis.module.css"
import { addressOf } from "./redis-words.ts"

type RemoveSharedProps = { instance: RedisInstanceView; close: () => void }

/** One confirm: nothing on any server changes, and it can be added again. */
export function RemoveShared({ instance, close }: RemoveSharedProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const remove = useMutation(
    trpc.redis.removeShared.mutationOptions({
      onSuccess: () => {
        tell(`${instance.name} has no name any more`)
        router.push("/redis/instances")
      },
    }),
  )
  return (
    <Modal opened onClose={close} title={`Forget the name ${instance.name}?`}>
      <div className={classes["form"]}>
        <p>
          The control plane forgets the name of <code>{addressOf(instance)}</code>. The Redis itself and its clients are
          not touched. Servers that use it go on telling of it.
        </p>
        {remove.error ? <ErrorPanel error={remove.error} /> : null}
        <div className={classes["formActions"]}>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate({ instanceId: instance.id })}>
            Forget {instance.name}
          </Button>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        </div>
      </div>
    </Modal>
  )
}
