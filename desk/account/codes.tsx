/** The second factor of a password: set up, shown to work, and taken away. */
import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { Confirm } from '../app/confirm.tsx'
import { CopyButton } from '../app/copy-button.tsx'
import { sending, useFields } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import classes from './account.module.css'
import { useFreshAccount, type OwnAccount } from './account.tsx'
import { QrCode } from './qr.tsx'

export function Codes({ account: { hasCodes, hasPassword, recoveryCodesLeft } }: { account: OwnAccount }) {
  const { account } = useWords()
  const [recovery, setRecovery] = useState<string[]>()
  const isOn = hasCodes || recovery !== undefined
  return (
    <Section title={account.codes} help={account.codesHelp}>
      <Text className={classes.note}>{isOn ? account.codesOn : account.codesOff}</Text>
      {recovery !== undefined && <RecoveryCodes codes={recovery} done={() => setRecovery(undefined)} />}
      {hasCodes && recovery === undefined && <CodesOn left={recoveryCodesLeft} />}
      {!isOn && hasPassword && <SetUp done={setRecovery} />}
      {!isOn && !hasPassword && <Text>{account.codesNeedPassword}</Text>}
    </Section>
  )
}

function SetUp({ done }: { done: (recovery: string[]) => void }) {
  const { account } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshAccount()
  const { sent, field } = useFields({ code: '' })
  const begin = useMutation({ mutationFn: () => afresh(() => call('POST /api/v1/me/totp', {})) })
  const confirm = useMutation({
    mutationFn: () => afresh(() => call('PUT /api/v1/me/totp', { body: sent })),
    onSuccess: async ({ recoveryCodes }) => {
      done(recoveryCodes)
      await refresh()
    },
  })
  if (begin.data === undefined)
    return (
      <>
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {account.setUpCodes}
        </Button>
        <FormFault error={begin.error} />
      </>
    )
  const { uri, secret } = begin.data
  return (
    <form className={classes.form} onSubmit={sending(() => confirm.mutate())}>
      <Text>{account.scan}</Text>
      <QrCode text={uri} label={account.qr} />
      <div>
        <div className={classes.facts}>{account.key}</div>
        <code className={classes.key} dir="ltr">
          {secret.replaceAll(/.{4}(?=.)/gu, '$& ')}
        </code>
      </div>
      <TextInput
        label={account.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        autoFocus
        dir="ltr"
        {...field('code')}
      />
      <FormFault error={confirm.error} />
      <Button type="submit" loading={confirm.isPending}>
        {account.confirmCode}
      </Button>
    </form>
  )
}

function RecoveryCodes({ codes, done }: { codes: readonly string[]; done: () => void }) {
  const { account } = useWords()
  return (
    <div className={classes.once} role="status">
      <Text fw={600}>{account.recovery}</Text>
      <Text>{account.recoveryHelp}</Text>
      <ul className={classes.codes} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <CopyButton text={codes.join('\n')} label={account.copy} done={account.copied} />
        <Button variant="default" onClick={() => print()}>
          {account.print}
        </Button>
        <Button onClick={done}>{account.kept}</Button>
      </Group>
    </div>
  )
}

function CodesOn({ left }: { left: number }) {
  const { account } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshAccount()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => afresh(() => call('DELETE /api/v1/me/totp', {})),
    onSuccess: async () => {
      setAsking(false)
      await refresh()
    },
  })
  return (
    <>
      <Text>{account.codesLeft(left)}</Text>
      <Button variant="default" onClick={() => setAsking(true)}>
        {account.turnOff}
      </Button>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={account.turnOffTitle}
        help={account.turnOffHelp}
        does={account.turnOff}
        run={() => remove.mutate()}
        isRunning={remove.isPending}
        error={remove.error}
      />
    </>
  )
}
