// Redis's own configuration file. Of it we own one line, the last: the one that includes ours.

export type MainConf = { hasInclude: boolean; text: string }

/**
 * Why our file cannot be included last, in words for its owner; undefined when it can. A `user` line beside ours, or an ACL
 * file, decides who may log in whatever we write; `requirepass` would be a second password that nobody here knows of.
 */
export function whyNotOurs(text: string, ownPath: string): string | undefined {
  const all = directivesOf(text)
  const at = (name: string) => all.find(({ words }) => words[0]?.toLowerCase() === name)
  const user = at("user")
  if (user) {
    return `line ${user.line} is a \`user ${user.words[1] ?? ""}\` line, as CONFIG REWRITE writes it: it would win over ours. Remove it, then plan again`
  }
  const aclFile = at("aclfile")
  if (aclFile)
    return `line ${aclFile.line} is \`aclfile\`: Redis then takes no user of a configuration file. Remove it, then plan again`
  const pass = at("requirepass")
  if (pass) {
    return `line ${pass.line} is \`requirepass\`: give the policy that PASSWORD, set it with CONFIG SET requirepass as before, remove the line, then plan again`
  }
  const include = all.findIndex(({ words }) => isInclude(words, ownPath))
  const after = include < 0 ? undefined : all[include + 1]
  if (after)
    return `line ${after.line} comes after the one that includes ${ownPath}, and would win over it. Move it up, then plan again`
  return undefined
}

export function includes(text: string, ownPath: string): boolean {
  return directivesOf(text).some(({ words }) => isInclude(words, ownPath))
}

/** The text with our line at its end, or the very same text when it is there. */
export function withInclude(text: string, ownPath: string): string {
  if (includes(text, ownPath)) return text
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}include ${ownPath}\n`
}

export function withoutInclude(text: string, ownPath: string): string {
  return text
    .split("\n")
    .filter((line) => !isInclude(wordsOf(line), ownPath))
    .join("\n")
}

function directivesOf(text: string): { line: number; words: string[] }[] {
  return text
    .split("\n")
    .map((line, index) => ({ line: index + 1, words: wordsOf(line) }))
    .filter(({ words }) => words.length > 0)
}

function wordsOf(line: string): string[] {
  const trimmed = line.trim()
  return trimmed === "" || trimmed.startsWith("#") ? [] : trimmed.split(/\s+/)
}

function isInclude(words: readonly string[], path: string): boolean {
  return words.length === 2 && words[0]?.toLowerCase() === "include" && words[1]?.replaceAll('"', "") === path
}
