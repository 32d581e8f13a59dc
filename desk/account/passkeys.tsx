import { Button, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { sending, useFields } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import { makePasskey } from '../sign-in/passkey.ts'
import classes from './account.module.css'
import { useFreshAccount, type OwnAccount } from './account.tsx'

type Passkey = OwnAccount['passkeys'][number]

export function Passkeys({ account: { passkeys, hasPassword } }: { account: OwnAccount }) {
  const { account, signIn } = useWords()
  const ways = useSession()?.ways
  const [leaving, setLeaving] = useState<Passkey>()
  const open = passkeys.filter(({ opensHere }) => opensHere)
  const isLastWay = leaving?.opensHere === true && open.length === 1 && !hasPassword && !ways?.email.offered
  return (
    <Section title={account.passkeys} help={account.passkeysHelp}>
      {passkeys.length === 0 && <Text className={classes.note}>{account.noPasskeys}</Text>}
      {passkeys.length > 0 && (
        <ul className={classes.list}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} remove={() => setLeaving(passkey)} />
          ))}
        </ul>
      )}
      {ways?.passkey.offered === true ? <AddPasskey /> : <Text className={classes.note}>{signIn.noPasskeyHere}</Text>}
      {leaving !== undefined && (
        <RemovePasskey passkey={leaving} isLastWay={isLastWay} close={() => setLeaving(undefined)} />
      )}
    </Section>
  )
}

function PasskeyRow({ passkey, remove }: { passkey: Passkey; remove: () => void }) {
  const { account } = useWords()
  const times = useTimes()
  const { name, createdAt, usedAt, opensHere, domain } = passkey
  const used = usedAt === null ? account.passkeyNever : account.passkeyUsed(times.ago(usedAt))
  return (
    <li className={classes.row}>
      <div>
        <div className={classes.name}>{name}</div>
        <div className={classes.facts}>
          {account.passkeyMade(times.moment(createdAt))} · {used}
        </div>
        {!opensHere && <div className={classes.facts}>{account.otherDomain(domain)}</div>}
      </div>
      <Button variant="default" size="xs" aria-label={account.removeNamed(name)} onClick={remove}>
        {account.remove}
      </Button>
    </li>
  )
}

function AddPasskey() {
  const { account, signIn } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshAccount()
  const { sent, field, reset } = useFields({ name: '' })
  const add = useMutation({
    mutationFn: () => afresh(() => makePasskey(signIn.passkeyCancelled, sent.name.trim())),
    onSuccess: async () => {
      reset()
      await refresh()
    },
  })
  return (
    <form className={classes.form} onSubmit={sending(() => add.mutate())}>
      <TextInput label={account.passkeyName} description={account.passkeyNameHelp} maxLength={100} {...field('name')} />
      <FormFault error={add.error} />
      <Button type="submit" variant="default" loading={add.isPending}>
        {account.addPasskey}
      </Button>
    </form>
  )
}

type RemoveProps = { passkey: Passkey; isLastWay: boolean; close: () => void }

function RemovePasskey({ passkey: { id, name }, isLastWay, close }: RemoveProps) {
  const { account } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshAccount()
  const remove = useMutation({
    mutationFn: () => afresh(() => call('DELETE /api/v1/me/passkeys/:id', { params: { id } })),
    onSuccess: async () => {
      await refresh()
      close()
    },
  })
  return (
    <Confirm
      isOpen
      close={close}
      title={account.removePasskey(name)}
      help={account.removePasskeyHelp}
      does={account.remove}
      run={() => remove.mutate()}
      isRunning={remove.isPending}
      error={remove.error}
    >
      {isLastWay && <Text className={classes.warning}>{account.lastWay}</Text>}
    </Confirm>
  )
}
