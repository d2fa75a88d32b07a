import { Services } from "../../../features/services/services.tsx"

export default function ServicesPage() {
  return <Services />
}
