import { Fleet } from "../../../features/fleet/fleet.tsx"

export default function FleetPage() {
  return <Fleet />
}
