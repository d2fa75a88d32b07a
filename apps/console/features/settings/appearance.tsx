"use client"
import { useMantineColorScheme } from "@mantine/core"
import { Card } from "../../design/page.tsx"
import { SCHEMES } from "../shell/scheme-menu.tsx"
import classes from "./settings.module.css"

/** Kept in this browser alone. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card title="Colours" hint="in this browser">
      <div className={classes["schemes"]} role="radiogroup" aria-label="Colours">
        {SCHEMES.map(({ value, name, icon: Icon }) => (
          // biome-ignore lint/a11y/useSemanticElements: a card with a picture in it, which a bare radio cannot be
          <button
            key={value}
            type="button"
            role="radio"
            aria-checked={colorScheme === value}
            className={classes["scheme"]}
            onClick={() => setColorScheme(value)}
          >
            <span className={classes["sample"]} aria-hidden="true">
              <span style={{ background: value === "dark" ? "#12171d" : "#ffffff" }} />
              <span
                style={{
                  background:
                    value === "auto"
                      ? "linear-gradient(115deg,#f4f6f8 50%,#0b0f13 50%)"
                      : value === "dark"
                        ? "#0b0f13"
                        : "#f4f6f8",
                }}
              />
            </span>
            <span style={{ display: "flex", gap: 8, alignItems: "center" }}>
              <Icon className="icon" aria-hidden="true" />
              {name}
            </span>
          </button>
        ))}
      </div>
    </Card>
  )
}
