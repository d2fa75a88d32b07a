import { InstancePage } from "../../../../features/redis/instance-page.tsx"

export default async function Instance({ params }: { params: Promise<{ instanceId: string }> }) {
  return <InstancePage instanceId={(await params).instanceId} />
}
