/** Keeps an editor and the page that holds its text in step, although the page answers a breath later than one types. */
export type HeldText = {
  /** The editor has this text now; false where the page has it already. */
  wrote(text: string): boolean
  /** The page holds this text; true where it came from elsewhere, and the editor has to take it over. */
  holds(text: string): boolean
}

export function createHeldText(first: string): HeldText {
  let inPage = first
  let inEditor = first
  /** What was typed and has not come back from the page yet: the oldest first. */
  let onTheWay: string[] = []
  return {
    wrote(text) {
      if (text === inEditor) return false
      inEditor = text
      onTheWay.push(text)
      return true
    },
    holds(text) {
      // The page draws itself anew for many reasons; that it holds the same text as before is no news.
      if (text === inPage) return false
      inPage = text
      const echo = onTheWay.lastIndexOf(text)
      if (echo >= 0) {
        onTheWay = onTheWay.slice(echo + 1)
        return false
      }
      onTheWay = []
      if (text === inEditor) return false
      inEditor = text
      return true
    },
  }
}
