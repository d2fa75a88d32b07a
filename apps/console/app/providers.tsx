"use client"
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core"
import { Notifications } from "@mantine/notifications"
import type { ReactNode } from "react"
import { NonceProvider } from "../design/nonce.ts"
import { cssVariablesResolver, theme } from "../design/theme.ts"
import { ApiProvider } from "../trpc/client.tsx"

/** The scroll lock of dialogs puts a style tag into the page, and takes its nonce from this name. */
function tellNonce(nonce: string) {
  if (typeof window !== "undefined") Object.assign(window, { __webpack_nonce__: nonce })
}

const colorSchemeManager = localStorageColorSchemeManager({ key: "signalbox-colour-scheme" })

export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  tellNonce(nonce)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      <NonceProvider value={nonce}>
        <ApiProvider>{children}</ApiProvider>
      </NonceProvider>
    </MantineProvider>
  )
}
