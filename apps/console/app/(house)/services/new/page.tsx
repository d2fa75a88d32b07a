import { NewService } from "../../../../features/services/new-service.tsx"

export default function NewServicePage() {
  return <NewService />
}
