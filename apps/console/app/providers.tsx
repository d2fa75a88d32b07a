"use client"
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core"
import { Notifications } from "@mantine/notifications"
import type { ReactNode } from "react"
import { NonceProvider } from "../design/nonce.ts"
import { cssVariablesResolver, theme } from "../design/theme.ts"
import { ApiProvider } from "../trpc/client.tsx"

const colorSchemeManager = localStorageColorSchemeManager({ key: "signalbox-colour-scheme" })

export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
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
