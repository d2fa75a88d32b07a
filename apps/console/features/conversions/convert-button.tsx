"use client"
import { Button } from "@mantine/core"
import { Route } from "lucide-react"
import Link from "next/link"
import { useHasRole } from "../shell/me.tsx"

type ConvertButtonProps = {
  /** The shared Redis that the fleet moves away from, where the page is about one. */
  sharedInstanceId?: string
}

/** For the head of a page; operators alone see it. */
export function ConvertButton({ sharedInstanceId }: ConvertButtonProps) {
  if (!useHasRole("operator")) return null
  const search = sharedInstanceId ? `?shared=${sharedInstanceId}` : ""
  return (
    <Button component={Link} href={`/redis/convert${search}`} leftSection={<Route />}>
      Convert to hybrid
    </Button>
  )
}
