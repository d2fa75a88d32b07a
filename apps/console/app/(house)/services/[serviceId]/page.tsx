import { ServicePage } from "../../../../features/services/service-page.tsx"

export default async function Service({ params }: { params: Promise<{ serviceId: string }> }) {
  return <ServicePage serviceId={(await params).serviceId} />
}
