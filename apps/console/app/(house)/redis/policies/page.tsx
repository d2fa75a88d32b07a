import { Policies } from "../../../../features/redis/policies-list.tsx"

export default function RedisPoliciesPage() {
  return <Policies />
}
