import { RedisQueues } from "../../../../features/redis/queues.tsx"

export default function RedisQueuesPage() {
  return <RedisQueues />
}
