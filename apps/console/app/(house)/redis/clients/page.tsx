import { RedisClients } from "../../../../features/redis/clients.tsx"

export default function RedisClientsPage() {
  return <RedisClients />
}
