import { ConversionPage } from "../../../../../features/conversions/conversion-page.tsx"

export default async function Conversion({ params }: { params: Promise<{ conversionId: string }> }) {
  return <ConversionPage conversionId={(await params).conversionId} />
}
