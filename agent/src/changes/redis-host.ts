import { Problem } from "@signalbox/protocol/problem"
import type { Outside, Supervisor } from "../host/units/supervisor.ts"

export type RedisHost = Supervisor & { outside: Outside }

/** @throws Problem `policy-refused` where no Redis can be managed at all */
export function redisHostOf({ supervisor }: { supervisor: Supervisor }): RedisHost {
  const { outside } = supervisor
  if (!outside) {
    throw new Problem("policy-refused", `The ${supervisor.name} manages no Redis: that needs a server with systemd.`)
  }
  return { ...supervisor, outside }
}
