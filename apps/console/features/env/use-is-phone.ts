"use client"
import { useMediaQuery } from "@mantine/hooks"

/** As wide as a phone: look and act, but do not edit. */
export function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 720px)", false) ?? false
}
