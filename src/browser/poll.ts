/**
 * Votes without leaving the story. `html` of the answer takes the place of what stands in `.poll-state`; see
 * post-form.ts.
 */
import { postInPlace } from './post-form.ts'

export function enhancePolls(): void {
  for (const panel of document.querySelectorAll<HTMLElement>('section.poll')) {
    const state = panel.querySelector<HTMLElement>('.poll-state')
    const status = panel.querySelector<HTMLElement>(':scope > .status')
    if (state && status) enhance(state, status)
  }
}

function enhance(state: HTMLElement, status: HTMLElement): void {
  const form = state.querySelector<HTMLFormElement>('form.poll-form')
  if (!form) return
  rotate(form)
  postInPlace(form, status, ({ html }) => {
    state.innerHTML = html
    const inner = state.querySelector('.poll-state')
    if (inner) state.replaceChildren(...inner.childNodes)
    // A refused choice is answered with the form again.
    enhance(state, status)
    // The pressed button is gone: the place it stood in takes the focus.
    state.tabIndex = -1
    state.focus({ preventScroll: true })
  })
}

/**
 * The first options of a list are chosen more often: where the poll says so, each reader sees them from another start.
 */
function rotate(form: HTMLFormElement): void {
  const set = form.querySelector('[data-rotates]')
  const choices = [...(set?.querySelectorAll('.choice') ?? [])]
  const turns = Math.floor(Math.random() * choices.length)
  if (set && !choices.some((choice) => choice.matches(':has(:checked)')))
    set.append(...choices.slice(turns), ...choices.slice(0, turns))
}
