import { RolloutPage } from "../../../../features/rollouts/rollout-page.tsx"

export default async function Rollout({ params }: { params: Promise<{ rolloutId: string }> }) {
  return <RolloutPage rolloutId={(await params).rolloutId} />
}
