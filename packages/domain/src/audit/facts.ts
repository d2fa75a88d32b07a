// What an audit entry may say of a thing before and after. Of env text it may only say which keys changed, and how: that is held by a
// class that nothing else can stand in for, so that a value cannot get in by a slip.

export type AuditFact =
  | string
  | number
  | boolean
  | null
  | readonly AuditFact[]
  | { readonly [field: string]: AuditFact }
/** Fields of a thing that are no secrets. */
export type AuditFacts = { readonly [field: string]: AuditFact }

export type KeyKind = "added" | "removed" | "changed"
export type EnvDocumentFacts = {
  revision: number | null
  /** How the keys changed. Anything else that a change carries, such as its values, is left behind here. */
  changes: readonly { key: string; kind: KeyKind | "unchanged" }[]
  isLayoutOnly: boolean
}

/** What may be said about env text. */
export class EnvFacts {
  readonly fields: AuditFacts

  private constructor(fields: AuditFacts) {
    this.fields = fields
  }

  /** One document: the base or a server's overrides. */
  static document(facts: EnvDocumentFacts): EnvFacts {
    const keys = facts.changes.filter((change) => change.kind !== "unchanged")
    return new EnvFacts({
      revision: facts.revision,
      keys: Object.fromEntries(keys.map((change) => [change.key, change.kind])),
      isLayoutOnly: facts.isLayoutOnly,
    })
  }

  /** Numbers of things, such as versions and revisions. */
  static numbers(numbers: Record<string, number | null>): EnvFacts {
    return new EnvFacts(numbers)
  }

  /** The key whose value was shown, never the value. */
  static key(key: string): EnvFacts {
    return new EnvFacts({ key })
  }

  /** Several of them under names, such as `base` and a server's name. */
  static named(facts: Record<string, EnvFacts>): EnvFacts {
    return new EnvFacts(Object.fromEntries(Object.entries(facts).map(([name, { fields }]) => [name, fields])))
  }
}
