import { Rollouts } from "../../../features/rollouts/rollouts.tsx"

export default function RolloutsPage() {
  return <Rollouts />
}
