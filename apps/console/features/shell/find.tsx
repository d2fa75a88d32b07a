"use client"
import { useDebouncedValue } from "@mantine/hooks"
import { Spotlight } from "@mantine/spotlight"
import { Search } from "lucide-react"
import { useState } from "react"
import classes from "./shell.module.css"
import { useFindActions } from "./use-find-actions.tsx"
import { useFound } from "./use-found.tsx"

/** Finds servers, services, env keys, rollouts and actions, and goes there. */
export function Find({ openSheet }: { openSheet: () => void }) {
  const [query, setQuery] = useState("")
  const [opened, setOpened] = useState(false)
  const [text] = useDebouncedValue(query.trim(), 120)
  const { groups, isLooking } = useFound(opened, text)
  const actions = useFindActions(query, openSheet)
  return (
    <Spotlight
      actions={[...groups, ...actions]}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      filter={(_query, found) => found}
      shortcut={["mod + K"]}
      nothingFound={isLooking ? "Looking …" : `Nothing is called “${query}”.`}
      searchProps={{
        leftSection: <Search className="icon" />,
        placeholder: "Find servers, services, env keys, rollouts, actions",
        "aria-label": "Find",
      }}
      scrollable
      // It stands still while what is found grows and shrinks below it.
      centered={false}
      yOffset="12dvh"
      attributes={{ content: { "aria-label": "Find" } }}
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      classNames={{
        content: classes["findContent"] ?? "",
        search: classes["findSearch"] ?? "",
        actionsGroup: classes["findGroup"] ?? "",
        action: classes["findAction"] ?? "",
      }}
      maxHeight={420}
    />
  )
}
