"use client"
import { useOs } from "@mantine/hooks"

/** The key that commands go with: ⌘ on a Mac, else Ctrl. */
export function ModKey() {
  const os = useOs()
  return os === "macos" || os === "ios" ? "⌘" : "Ctrl"
}
