"use client"
import { Modal } from "@mantine/core"
import { ModKey } from "../../design/mod-key.tsx"
import { PLACES } from "./places.ts"
import classes from "./shell.module.css"

/** Stands for Ctrl, or on a Mac ⌘. */
const MOD = "mod"

const EVERYWHERE: [string[], string][] = [
  [[MOD, "K"], "find or do anything"],
  [["/"], "go to the filter of the page"],
  [["?"], "this sheet"],
  [["Esc"], "close, or clear the selection"],
]
const EDITING: [string[], string][] = [
  [[MOD, "S"], "save"],
  [["↑", "↓"], "go from row to row"],
  [["x"], "select the row in focus"],
  [["Enter"], "open the row in focus"],
  [["←", "→"], "go from cell to cell in the heat grid"],
]

export function ShortcutSheet({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Shortcuts" size={640}>
      <div className={classes["sheet"]}>
        <Keys title="Everywhere" rows={EVERYWHERE} />
        <Keys title="Go to" rows={PLACES.map((place) => [["g", place.key], place.name])} />
        <Keys title="In lists and editors" rows={EDITING} />
      </div>
    </Modal>
  )
}

function Keys({ title, rows }: { title: string; rows: [string[], string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key === MOD ? <ModKey /> : key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
