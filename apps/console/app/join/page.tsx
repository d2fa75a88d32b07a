import { Join } from "../../features/access/join.tsx"

export default function JoinPage() {
  return <Join />
}
