import { RedisLint } from "../../../../features/redis/lint.tsx"

export default function RedisLintPage() {
  return <RedisLint />
}
