import { NativeSelect } from '@mantine/core'
import type { Member } from '../api/session.ts'
import { useWords } from '../app/words.tsx'

export type Role = Member['role']

const roles: Role[] = ['contributor', 'reporter', 'editor', 'moderator', 'publisher']

type Props = { role: Role; set: (role: Role) => void; disabled?: boolean }

/** With what the chosen one may do. */
export function RoleField({ role, set, disabled = false }: Props) {
  const { app, staff } = useWords()
  return (
    <NativeSelect
      label={staff.role}
      description={staff.roleHelp[role]}
      disabled={disabled}
      value={role}
      data={roles.map((value) => ({ value, label: app.roles[value] }))}
      onChange={({ currentTarget: { value } }) => set(roles.find((known) => known === value) ?? role)}
    />
  )
}
