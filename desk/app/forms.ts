import { useState, type ChangeEvent, type FormEvent } from 'react'

/** A form that is sent by a script. */
export function sending(send: () => void) {
  return (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    send()
  }
}

type Typed = ChangeEvent<HTMLInputElement | HTMLSelectElement>

/** The fields of a form: `field(name)` are the properties of its input. */
export function useFields<F extends Record<string, string>>(begin: F) {
  const [sent, setSent] = useState(begin)
  const field = (name: keyof F & string) => ({
    value: sent[name] ?? '',
    onChange: ({ currentTarget: { value } }: Typed) => setSent((before) => ({ ...before, [name]: value })),
  })
  return { sent, field, reset: () => setSent(begin) }
}
