import Link from "next/link"
import { Outside } from "../features/access/outside.tsx"

export default function NotFound() {
  return (
    <Outside title="No such page" lead="The line ends here. The address may be misspelt, or what it named was removed.">
      <Link href="/fleet">Go to the fleet</Link>
    </Outside>
  )
}
