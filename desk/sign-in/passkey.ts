/** What the browser does with passkeys (WebAuthn), and what is said when somebody breaks it off. */
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { useEffect, useRef } from 'react'
import { call } from '../api/client.ts'

/** `cancelled`: the words for when no passkey came. @throws Error, Problem or Offline */
export async function makePasskey(cancelled: string, name = ''): Promise<void> {
  const { options } = await call('POST /api/v1/me/passkeys/options', {})
  const response = await startRegistration({ optionsJSON: options as never }).catch(() => {
    throw new Error(cancelled)
  })
  await call('POST /api/v1/me/passkeys', { body: { response: response as never, ...(name !== '' && { name }) } })
}

/** @throws Error, Problem or Offline */
export async function answerByPasskey(cancelled: string, isAutofill = false): Promise<void> {
  const { options } = await call('POST /api/v1/session/passkey/options', {})
  const asked = { optionsJSON: options as never, useBrowserAutofill: isAutofill }
  const response = await startAuthentication(asked).catch((cause: unknown) => {
    throw new Error(cancelled, { cause })
  })
  await call('POST /api/v1/session/passkey', { body: { response: response as never } })
}

/** A challenge is good for five minutes: a page that stands longer asks for another one. */
const freshMs = 4 * 60_000

/** Browsers that can offer passkeys in the list of what they would fill in. Whatever fails there is silent. */
export function usePasskeyAutofill(isOffered: boolean, onIn: () => void): void {
  const tell = useRef(onIn)
  tell.current = onIn
  useEffect(() => {
    if (!isOffered) return
    let isHere = true
    const offer = async () => {
      if (!(await browserSupportsWebAuthnAutofill()) || !isHere) return
      await answerByPasskey('', true)
      if (isHere) tell.current()
    }
    const begin = () => void offer().catch(() => {})
    begin()
    const renewing = setInterval(begin, freshMs)
    return () => {
      isHere = false
      clearInterval(renewing)
      WebAuthnAbortService.cancelCeremony()
    }
  }, [isOffered])
}
