import { ServerPage } from "../../../../features/servers/server-page.tsx"

export default async function Server({ params }: { params: Promise<{ serverId: string }> }) {
  return <ServerPage serverId={(await params).serverId} />
}
