import { RedisMapPage } from "../../../features/redis/map-page.tsx"

export default function RedisPage() {
  return <RedisMapPage />
}
