import { RedisSlowLog } from "../../../../features/redis/slow-log.tsx"

export default function RedisSlowLogPage() {
  return <RedisSlowLog />
}
