"use client"
import { Select, type SelectProps } from "@mantine/core"
import { ROLES, type Role } from "@signalbox/domain/access/schema"

/** What each role may, in a line. */
const MAY: Record<Role, string> = {
  viewer: "Reads everything, secrets masked.",
  operator: "Changes env, services and rollouts; enrols servers.",
  admin: "Also people, tokens, revoking and removing servers.",
}

type RoleSelectProps = Omit<SelectProps, "data" | "label" | "renderOption"> & { upTo?: Role }

/** Roles by name, each with what it may; never one above `upTo`. */
export function RoleSelect({ upTo = "admin", ...select }: RoleSelectProps) {
  return (
    <Select
      label="Role"
      data={ROLES.slice(0, ROLES.indexOf(upTo) + 1)}
      allowDeselect={false}
      comboboxProps={{ width: 320, position: "bottom-start" }}
      renderOption={({ option }) => (
        <div>
          {option.label}
          <div className="dim">{MAY[option.value as Role]}</div>
        </div>
      )}
      {...select}
    />
  )
}
