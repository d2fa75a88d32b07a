"use client"
import { Combobox, Pill, PillsInput, useCombobox } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useInfiniteQuery } from "@tanstack/react-query"
import { type UIEvent, useState } from "react"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { count } from "../../design/words.ts"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"
import classes from "./server.module.css"

export type PickedServer = { id: string; name: string }

type ServerPickerProps = {
  /** Read out; shown above the field only when it has none of its own beside it. */
  label: string
  isLabelShown?: boolean
  picked: PickedServer[]
  pick: (servers: PickedServer[]) => void
  /** Not offered: those that have it already. */
  without?: ReadonlySet<string>
}

const PAGE = 50
/** How near to the end of the list the next page is asked for, in pixels. */
const NEAR_END_PX = 80

/** Chooses among all servers of the fleet: searched by name, address or label on the server, a page at a time. */
export function ServerPicker({ label, isLabelShown = false, picked, pick, without }: ServerPickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [typed, setTyped] = useState("")
  const [text] = useDebouncedValue(typed.trim(), 150)
  const found = useFound(text, combobox.dropdownOpened)
  const taken = new Set(picked.map(({ id }) => id))
  const offered = (found.data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ id, status }) => status !== "revoked" && !without?.has(id),
  )
  function toggle(id: string) {
    const server = offered.find((one) => one.id === id)
    if (taken.has(id)) pick(picked.filter((one) => one.id !== id))
    else if (server) pick([...picked, { id, name: server.name }])
    setTyped("")
  }
  function onScroll({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent<HTMLDivElement>) {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX && found.hasNextPage && !found.isFetchingNextPage)
      void found.fetchNextPage()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={toggle}>
      <Combobox.DropdownTarget>
        <PillsInput {...(isLabelShown ? { label } : {})} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {picked.map(({ id, name }) => (
              <Pill key={id} withRemoveButton onRemove={() => pick(picked.filter((one) => one.id !== id))}>
                {name}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={label}
                placeholder={picked.length === 0 ? "Find by name, address or label" : ""}
                value={typed}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(event) => {
                  combobox.openDropdown()
                  combobox.updateSelectedOptionIndex()
                  setTyped(event.currentTarget.value)
                }}
                onKeyDown={(event) => {
                  if (event.key === "Backspace" && typed === "") pick(picked.slice(0, -1))
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }} onScroll={onScroll} aria-label={label}>
          {offered.map((server) => (
            <Combobox.Option key={server.id} value={server.id} active={taken.has(server.id)} aria-label={server.name}>
              <span className={classes["offered"]} data-taken={taken.has(server.id) || undefined}>
                <Lamp kind={lampOf.server(server.status)} size="s" />
                <b>{server.name}</b>
                <span className="dim">
                  {server.status}
                  {Object.values(server.labels).map((value) => ` · ${value}`)}
                </span>
              </span>
            </Combobox.Option>
          ))}
          {offered.length === 0 ? (
            <Combobox.Empty>{found.isPending ? "Looking …" : "No other server fits."}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
        {found.hasNextPage ? (
          <Combobox.Footer className="dim">
            {count(found.data?.pages[0]?.total ?? 0, "server")}; type to narrow.
          </Combobox.Footer>
        ) : null}
      </Combobox.Dropdown>
    </Combobox>
  )
}

/** As in `useServers`, our own `direction` keeps the ready-made options of tRPC from being used. */
function useFound(text: string, enabled: boolean) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const input = { limit: PAGE, ...(text ? { text } : {}) }
  return useInfiniteQuery({
    queryKey: trpc.servers.brief.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) =>
      client.servers.brief.query(pageParam ? { ...input, cursor: pageParam } : input, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
    enabled,
  })
}
