"use client"
import { AppShell, Loader } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { CrumbSlot } from "../../design/crumbs.tsx"
import { ErrorPanel } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { LiveProvider } from "../../trpc/live.tsx"
import { problemOf } from "../../trpc/problem-of.ts"
import { Find } from "./find.tsx"
import { MeProvider } from "./me.tsx"
import { Nav, TabBar } from "./nav.tsx"
import classes from "./shell.module.css"
import { ShortcutSheet } from "./shortcut-sheet.tsx"
import { TopBar } from "./top-bar.tsx"
import { useShortcuts } from "./use-shortcuts.ts"

/** Everything behind the door: who is here, the frame, the stream of events. */
export function House({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.access.me.queryOptions())
  if (me.error && problemOf(me.error).code !== "not-signed-in")
    return (
      <main className={classes["blank"]}>
        <title>Signalbox</title>
        <h1 className="sr-only">Signalbox could not be opened</h1>
        <ErrorPanel error={me.error} retry={me.refetch} />
      </main>
    )
  if (!me.data)
    return (
      <main className={classes["blank"]} aria-busy="true">
        <title>Signalbox</title>
        <h1 className="sr-only">Opening Signalbox</h1>
        <Loader size="sm" color="var(--moving-lamp)" role="status" aria-label="Loading" />
      </main>
    )
  return (
    <MeProvider value={me.data}>
      <LiveProvider>
        <Frame>{children}</Frame>
      </LiveProvider>
    </MeProvider>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [isSheetOpen, sheet] = useDisclosure(false)
  useShortcuts(sheet.open)
  return (
    <AppShell
      layout="alt"
      header={{ height: 52 }}
      navbar={{ width: 204, breakpoint: 721, collapsed: { mobile: true } }}
      withBorder={false}
      transitionDuration={0}
    >
      <a href="#main" className={classes["skip"]}>
        To the content
      </a>
      <AppShell.Navbar className={`${classes["side"]} no-phone`}>
        <Nav />
      </AppShell.Navbar>
      <AppShell.Header className={classes["header"] ?? ""}>
        <TopBar slot={setSlot} openSheet={sheet.open} />
      </AppShell.Header>
      <AppShell.Main id="main" tabIndex={-1} className={classes["main"] ?? ""}>
        <CrumbSlot value={slot}>{children}</CrumbSlot>
      </AppShell.Main>
      <div className="only-phone">
        <TabBar />
      </div>
      <Find openSheet={sheet.open} />
      <ShortcutSheet opened={isSheetOpen} close={sheet.close} />
    </AppShell>
  )
}
