"use client"
import { type MeView, ROLES, type Role } from "@signalbox/domain/access/schema"
import { createContext, useContext } from "react"

const MeContext = createContext<MeView | null>(null)

export const MeProvider = MeContext.Provider

/** Who looks at this page. */
export function useMe(): MeView {
  const me = useContext(MeContext)
  if (!me) throw new Error("useMe outside the house")
  return me
}

/** Whether the reader's role reaches this one; the server decides, this only hides what it would refuse. */
export function useHasRole(role: Role): boolean {
  return ROLES.indexOf(useMe().role) >= ROLES.indexOf(role)
}
