import { Conversions } from "../../../../features/conversions/conversions.tsx"

export default function ConversionsPage() {
  return <Conversions />
}
