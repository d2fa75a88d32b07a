import { Welcome } from "../../features/access/welcome.tsx"

export default function WelcomePage() {
  return <Welcome />
}
