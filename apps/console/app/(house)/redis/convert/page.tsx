import { ConvertPage } from "../../../../features/conversions/convert-page.tsx"

export default function Convert() {
  return <ConvertPage />
}
