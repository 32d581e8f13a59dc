/** Everybody who can sign in, and what they may. */
import { Button, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../api/session.ts'
import { staffQuery, type StaffMember } from '../api/staff.ts'
import { Failed, Forbidden, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import { ChangeMember } from './change-member.tsx'
import { Invite } from './invite.tsx'
import classes from './staff.module.css'

export function Staff() {
  const mayManage = useSession()?.acts.includes('staff.manage') ?? true
  return mayManage ? <StaffList /> : <Forbidden />
}

function StaffList() {
  const { staff } = useWords()
  const { data, error, refetch } = useQuery(staffQuery)
  const [isInviting, setInviting] = useState(false)
  const [changing, setChanging] = useState<string>()
  const members = data?.members ?? []
  const changed = members.find(({ id }) => id === changing)
  const publishers = members.filter(({ role }) => role === 'publisher')
  return (
    <div className={classes.screen}>
      <Group justify="space-between" align="end" className={classes.top}>
        <div>
          <Title order={1} className={classes.title}>
            {staff.title}
          </Title>
          <Text className={classes.help}>{staff.help}</Text>
        </div>
        <Button onClick={() => setInviting(true)}>{staff.invite}</Button>
      </Group>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {members.length > 0 && (
        <ul className={classes.list}>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} change={() => setChanging(member.id)} />
          ))}
        </ul>
      )}
      <Invite isOpen={isInviting} close={() => setInviting(false)} />
      {changed !== undefined && (
        <ChangeMember
          key={changed.id}
          member={changed}
          isLastPublisher={changed.role === 'publisher' && publishers.length === 1}
          close={() => setChanging(undefined)}
        />
      )}
    </div>
  )
}

function MemberRow({ member, change }: { member: StaffMember; change: () => void }) {
  const { app, staff } = useWords()
  const times = useTimes()
  const isMe = useSession()?.member?.id === member.id
  const { name, email, role, personName, lastSeenAt } = member
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <span className={classes.name}>{name}</span>
        {isMe && <span className={classes.you}>{staff.you}</span>}
        {email !== null && (
          <div className={classes.facts}>
            <bdi>{email}</bdi>
          </div>
        )}
      </div>
      <div className={classes.role}>
        {app.roles[role]}
        <div className={classes.facts}>{personName === null ? staff.noByline : staff.byline(personName)}</div>
      </div>
      <div className={classes.seen}>
        {lastSeenAt === null ? staff.neverSeen : staff.lastSeen(times.ago(lastSeenAt))}
        <div className={classes.facts}>{useWaysOf(member)}</div>
      </div>
      <Button variant="default" size="xs" aria-label={staff.changeNamed(name)} onClick={change}>
        {staff.change}
      </Button>
    </li>
  )
}

/** How they come in, in words. */
function useWaysOf({ passkeys, hasPassword, email }: StaffMember): string {
  const { staff } = useWords()
  const { language } = useLanguage()
  const hasMail = useSession()?.ways.email.offered ?? false
  const ways: string[] = []
  if (passkeys > 0) ways.push(staff.passkeys(passkeys))
  if (hasPassword) ways.push(staff.password)
  if (hasMail && email !== null) ways.push(staff.mail)
  if (ways.length === 0) return staff.noWay
  return staff.ways(new Intl.ListFormat(language, { style: 'short' }).format(ways))
}
