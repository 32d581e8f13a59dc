/**
 * Sends a comment without leaving the story. `html` of the answer takes the form's place: what happens now, or the form
 * with its faults; see post-form.ts.
 */
import { postInPlace } from './post-form.ts'

export function enhanceCommentForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.comment-form')) enhance(form)
}

function enhance(form: HTMLFormElement): void {
  const status = form.querySelector<HTMLElement>('.status')
  if (!status) return
  // Outside the form, so that it is still there to announce the answer when the form is not.
  form.after(status)
  postInPlace(form, status, ({ html }) => {
    const template = document.createElement('template')
    template.innerHTML = html
    const next = template.content.firstElementChild
    if (!next) return
    next.querySelector('.status')?.remove()
    next.querySelector('[role=alert]')?.removeAttribute('role')
    form.replaceWith(next)
    if (next instanceof HTMLFormElement) {
      next.append(status)
      enhance(next)
    }
    ;(next.querySelector<HTMLElement>('[aria-invalid]') ?? (next as HTMLElement)).focus()
  })
}
