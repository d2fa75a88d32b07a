import { PolicyPage } from "../../../../../features/redis/policies-page.tsx"

export default async function RedisPolicyPage({ params }: { params: Promise<{ serviceId: string }> }) {
  return <PolicyPage serviceId={(await params).serviceId} />
}
