import { EnvPage } from "../../../../../features/env/env-page.tsx"

export default async function Env({ params }: { params: Promise<{ serviceId: string }> }) {
  return <EnvPage serviceId={(await params).serviceId} />
}
