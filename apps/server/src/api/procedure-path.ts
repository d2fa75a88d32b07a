/** Every procedure of a router as its dotted path, such as `access.users.list`. */
export type ProcedurePath<Router extends { _def: { record: object } }> = PathsOf<Router["_def"]["record"]>

type PathsOf<Part> = {
  [Name in keyof Part & string]: Part[Name] extends { _def: { procedure: true } }
    ? Name
    : `${Name}.${PathsOf<Part[Name]>}`
}[keyof Part & string]
