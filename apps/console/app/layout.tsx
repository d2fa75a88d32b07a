import "@mantine/core/styles.css"
import "@mantine/notifications/styles.css"
import "@mantine/spotlight/styles.css"
import "../design/tokens.css"
import "../design/global.css"
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core"
import type { Metadata, Viewport } from "next"
import { headers } from "next/headers"
import type { ReactNode } from "react"
import { LampSprite } from "../design/lamp-sprite.tsx"
import { mono, sans } from "./fonts.ts"
import { Providers } from "./providers.tsx"

export const metadata: Metadata = { description: "Control plane of a fleet of servers.", robots: "noindex" }
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#12171d" },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The control plane makes a nonce per request; the one inline script and Mantine's style tags carry it.
  const nonce = (await headers()).get("x-nonce") ?? ""
  return (
    <html lang="en" {...mantineHtmlProps} className={`${sans.variable} ${mono.variable}`}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} localStorageKey="signalbox-colour-scheme" />
      </head>
      <body>
        <LampSprite />
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
