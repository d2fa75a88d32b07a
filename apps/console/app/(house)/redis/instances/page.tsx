import { RedisInstances } from "../../../../features/redis/instances.tsx"

export default function RedisInstancesPage() {
  return <RedisInstances />
}
