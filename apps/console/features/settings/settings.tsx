"use client"
import { Tabs } from "@mantine/core"
import { Page } from "../../design/page.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useHasRole } from "../shell/me.tsx"
import { Appearance } from "./appearance.tsx"
import { Enrolments } from "./enrolments.tsx"
import { People } from "./people.tsx"
import { Tokens } from "./tokens.tsx"
import { You } from "./you.tsx"

const TABS = [
  { value: "you", name: "You", Body: You, isForAdmin: false },
  { value: "people", name: "People", Body: People, isForAdmin: true },
  { value: "tokens", name: "Tokens", Body: Tokens, isForAdmin: false },
  { value: "enrolments", name: "Enrolments", Body: Enrolments, isForAdmin: false },
  { value: "appearance", name: "Appearance", Body: Appearance, isForAdmin: false },
]

/** Who may, and how it is run. */
export function Settings() {
  const [params, setSearch] = useSearch()
  const isAdmin = useHasRole("admin")
  const tabs = TABS.filter((tab) => isAdmin || !tab.isForAdmin)
  const { value, Body } = tabs.find((tab) => tab.value === params.get("tab")) ?? { value: "you", Body: You }
  return (
    <Page title="Settings">
      <Tabs value={value} onChange={(tab) => setSearch({ tab: tab ?? undefined })}>
        <Tabs.List aria-label="Settings">
          {tabs.map((tab) => (
            <Tabs.Tab key={tab.value} value={tab.value}>
              {tab.name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Body />
    </Page>
  )
}
