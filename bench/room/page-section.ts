const HEAD = `# Benchmarks

Each against the named alternative, on the same work, in turn with it in one run: \`npm run bench -- NAME\`, and with \`--write-docs\` it writes its section here.
Figures are medians over the rounds of what was measured side by side. What a machine does to itself is in the table as noise: a figure below it says no more than that.
`

/** The page with this section new or exchanged; sections are in the order of their names. */
export function withSection(page: string, name: string, body: string): string {
  const kept = page
    .split(/^## /m)
    .slice(1)
    .map((section) => `## ${section.trimEnd()}\n`)
    .filter((section) => !section.startsWith(`## ${name}\n`))
  return [HEAD, ...[...kept, `## ${name}\n\n${body.trim()}\n`].sort()].join("\n")
}
