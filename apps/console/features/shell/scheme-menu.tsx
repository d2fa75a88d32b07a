"use client"
import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core"
import { Check, Monitor, Moon, Sun, SunMoon } from "lucide-react"

export const SCHEMES = [
  { value: "auto", name: "Follow the system", icon: Monitor },
  { value: "light", name: "Light", icon: Sun },
  { value: "dark", name: "Dark", icon: Moon },
] as const satisfies { value: MantineColorScheme; name: string; icon: unknown }[]

export function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Colour scheme">
          <SunMoon className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ value, name, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon className="icon" />}
            rightSection={colorScheme === value ? <Check className="icon" aria-label="chosen" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
