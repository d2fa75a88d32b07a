// What stands between the lines of an editor.
import { Facet } from "@codemirror/state"
import { type EditorView, WidgetType } from "@codemirror/view"
import type { Fix } from "@signalbox/env-file/disagreements"
import type { ShownReading } from "./findings.ts"

/** Under a line. */
export type Remark = {
  line: number
  tone: "caution" | "danger"
  title: string
  readings: ShownReading[]
  fixes: Fix[]
  /** Offsets within the line of what is meant. */
  span: { start: number; end: number } | undefined
}

/** Makes a fix; without one, none are offered. */
export const fixWith = Facet.define<(fix: Fix) => void, ((fix: Fix) => void) | undefined>({
  combine: ([first]) => first,
})

const SVG = "http://www.w3.org/2000/svg"

/** A key that the draft takes away, where it stood. */
export class RemovedWidget extends WidgetType {
  readonly key: string
  readonly says: string

  constructor(key: string, says: string) {
    super()
    this.key = key
    this.says = says
  }

  override eq(other: RemovedWidget) {
    return other.key === this.key && other.says === this.says
  }

  toDOM() {
    const row = element("div", "cm-removed")
    row.append(element("del", "", this.key), " ", element("span", "", this.says))
    return row
  }

  override get estimatedHeight() {
    return 22
  }
}

/** What is doubtful or wrong with the line above, and what can be done with one click. */
export class RemarkWidget extends WidgetType {
  readonly remark: Remark

  constructor(remark: Remark) {
    super()
    this.remark = remark
  }

  override eq(other: RemarkWidget) {
    return identity(other.remark) === identity(this.remark)
  }

  toDOM(view: EditorView) {
    const { tone, title, readings, fixes } = this.remark
    const box = element("div", `cm-remark cm-remark-${tone}`)
    // The editor measures what it shows without its margins, so the space around the box is inside.
    const room = element("div", "cm-remark-room")
    room.append(box)
    box.setAttribute("role", "group")
    box.setAttribute("aria-label", title)
    const head = element("div", "cm-remark-head")
    head.append(lamp(tone), element("span", "", title))
    box.append(head)
    if (readings.length > 0) box.append(readingList(readings))
    const fix = view.state.facet(fixWith)
    if (fix && fixes.length > 0) box.append(fixRow(fixes, fix))
    return room
  }

  /** Clicks and keys in it are its own. */
  override ignoreEvent() {
    return true
  }

  override get estimatedHeight() {
    return 30 + this.remark.readings.length * 18 + (this.remark.fixes.length > 0 ? 22 : 0)
  }
}

function identity({ line, tone, title, readings, fixes }: Remark): string {
  return JSON.stringify([line, tone, title, readings, fixes])
}

function readingList(readings: Remark["readings"]): HTMLElement {
  const list = element("div", "cm-remark-readings")
  for (const { dialect, same, differs } of readings) {
    const value = element("span", "cm-remark-value", same)
    if (differs) value.append(element("mark", "", differs))
    if (!same && !differs) value.append(element("em", "", "empty"))
    list.append(element("span", "", dialect), value)
  }
  return list
}

function fixRow(fixes: readonly Fix[], make: (fix: Fix) => void): HTMLElement {
  const row = element("div", "cm-remark-fixes")
  for (const fix of fixes) {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = fix.label
    button.addEventListener("click", () => make(fix))
    row.append(button)
  }
  return row
}

function lamp(tone: Remark["tone"]): SVGElement {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("class", "lamp")
  svg.setAttribute("data-size", "s")
  svg.setAttribute("data-tone", tone)
  svg.setAttribute("viewBox", "0 0 16 16")
  svg.setAttribute("aria-hidden", "true")
  const use = document.createElementNS(SVG, "use")
  use.setAttribute("href", `#lamp-${tone}`)
  svg.append(use)
  return svg
}

function element(tag: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(tag)
  if (name) made.className = name
  if (text) made.textContent = text
  return made
}
