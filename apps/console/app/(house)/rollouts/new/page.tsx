import { PlanPage } from "../../../../features/plan/plan-page.tsx"

export default function NewRollout() {
  return <PlanPage />
}
