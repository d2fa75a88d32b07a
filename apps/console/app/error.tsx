"use client"
import { Button } from "@mantine/core"
import { Outside } from "../features/access/outside.tsx"

/** The last net: a fault of the page itself, not of a request. */
export default function PageFault({ reset }: { error: Error; reset: () => void }) {
  return (
    <Outside title="This page failed" lead="The fault is in the page, not in your fleet: nothing was changed.">
      <div>
        <Button onClick={reset}>Draw it again</Button>
      </div>
    </Outside>
  )
}
