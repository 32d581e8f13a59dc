/**
 * Posts a form without leaving the page. The server's side of it:
 * GET /forms/pass?for=SUBJECT (the form's data-pass) answers { pass } and sets the reader's cookie.
 * POST with Accept: application/json answers { outcome, message, html }: `message` is announced, `html` takes the
 * place of what the caller replaces. Status 422 is an answer like any other: html is the form with its faults.
 * Outcome `pass-needed` brings a new `pass` (the old one had run out): the same words are sent once more with it.
 * An answer with a `message` and no `html` (the paper cannot keep anything just now) is announced, and the form stays.
 * When there is no pass or no such answer, nothing typed is lost and the button can be pressed again.
 */
export type FormAnswer = { outcome: string; message: string; html: string; pass?: string | undefined }

export function postInPlace(form: HTMLFormElement, status: HTMLElement, replace: (answer: FormAnswer) => void): void {
  let pass: Promise<string> | undefined
  let isSending = false
  const askPass = () => (pass ??= fetchPass(form.dataset['pass'] ?? ''))
  form.addEventListener('focusin', () => void askPass().catch(() => (pass = undefined)), { once: true })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!isSending) void send()
  })

  async function send(): Promise<void> {
    isSending = true
    status.textContent = form.dataset['sending'] ?? ''
    try {
      let answer = await post(form, await askPass())
      if (answer.outcome === 'pass-needed' && answer.pass !== undefined) answer = await post(form, answer.pass)
      replace(answer)
      status.textContent = answer.message
    } catch (error) {
      status.textContent = error instanceof NotTaken ? error.message : (form.dataset['failed'] ?? '')
    }
    pass = undefined
    isSending = false
  }
}

async function post(form: HTMLFormElement, pass: string): Promise<FormAnswer> {
  const body = new URLSearchParams(Array.from(new FormData(form), ([name, value]) => [name, String(value)]))
  body.set('pass', pass)
  const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
  return readAnswer(await response.json())
}

async function fetchPass(subject: string): Promise<string> {
  const answer = await fetch(`/forms/pass?for=${encodeURIComponent(subject)}`)
  const { pass }: { pass?: unknown } = await answer.json()
  if (typeof pass !== 'string') throw new Error('no pass')
  return pass
}

class NotTaken extends Error {}

function readAnswer(json: Partial<FormAnswer>): FormAnswer {
  const { outcome, message, html, pass } = json
  if (typeof message === 'string' && html === undefined) throw new NotTaken(message)
  if (typeof outcome !== 'string' || typeof message !== 'string' || typeof html !== 'string')
    throw new Error('no answer')
  return { outcome, message, html, pass }
}
