import { ActionIcon, CopyButton, Tooltip } from "@mantine/core"
import { Check, Copy } from "lucide-react"
import type { ReactNode } from "react"
import classes from "./plate.module.css"

/** A version number as a machine knows it. */
export function VersionPlate({ number }: { number: number | null }) {
  return number === null ? <span className="dim">none</span> : <span className={classes["version"]}>v{number}</span>
}

export function Tag({ children }: { children: ReactNode }) {
  return <span className={classes["tag"]}>{children}</span>
}

/** Labels as `key=value`, one plate each. */
export function Tags({ labels }: { labels: Record<string, string> }) {
  return (
    <span className={classes["tags"]}>
      {Object.entries(labels).map(([key, value]) => (
        <Tag key={key}>
          {key}={value}
        </Tag>
      ))}
    </span>
  )
}

/** The environment that a label names; PRODUCTION alone is written in capitals, on ink. */
export function EnvironmentPlate({ value }: { value: string | undefined }) {
  if (!value) return null
  const isProduction = value === "production" || value === "prod"
  return (
    <span className={classes["environment"]} data-production={isProduction || undefined}>
      {isProduction ? "PRODUCTION" : value}
    </span>
  )
}

const HUES = 8

/** The name of a server in its own hue, which never means a state. */
export function ServerName({ name, hue }: { name: string; hue: number }) {
  return (
    <span
      className={classes["server"]}
      style={{ "--hue": `var(--server-${((hue - 1) % HUES) + 1})` } as React.CSSProperties}
    >
      {name}
    </span>
  )
}

/** Something that a machine reads, with a copy button. */
export function CopyLine({ value, label }: { value: string; label: string }) {
  return (
    <div className={classes["copy"]}>
      <code>{value}</code>
      <CopyButton value={value} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"}>
            <ActionIcon variant="default" onClick={copy} aria-label={copied ? "Copied" : `Copy ${label}`}>
              {copied ? <Check className="icon" /> : <Copy className="icon" />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}
