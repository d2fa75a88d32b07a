import { Button } from "@mantine/core"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import { count } from "../../design/words.ts"

/** A filter that fits no server. */
export function NoServerMatches({ enrolled }: { enrolled: number }) {
  return (
    <Card>
      <EmptyState
        title="No server matches"
        action={
          <Button variant="default" onClick={() => window.history.pushState(null, "", "/fleet")}>
            Clear the filter
          </Button>
        }
      >
        {count(enrolled, "server is", "servers are")} enrolled; none fits this filter.
      </EmptyState>
    </Card>
  )
}
