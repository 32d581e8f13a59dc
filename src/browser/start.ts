/** The start page: sends files in pieces that go on where they stopped, and follows what the server does with them. */
const pieceBytes = 8 * 1024 * 1024
const parts = ['export', 'media'] as const

type Arrived = { name: string; bytes: number; stamp: string; received: number }

const form = document.querySelector<HTMLFormElement>('form.start-form')
if (form) enhance(form)
const desk = document.querySelector<HTMLElement>('.start-desk[data-events]')
if (desk) follow(desk)

/** Each event has the whole part of the page that changes; another step is another page. */
function follow(shown: HTMLElement): void {
  const events = new EventSource(shown.dataset['events'] ?? '')
  events.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const { step, html }: { step: string; html: string } = JSON.parse(data)
    if (step !== shown.dataset['step']) location.reload()
    else if (!shown.contains(document.activeElement)) shown.innerHTML = html
    else replaceWay(shown, html)
  })
  // A restarted server wants its new key, and says where to find it.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) location.reload()
  })
}

/** The focused button keeps its focus. */
function replaceWay(shown: HTMLElement, html: string): void {
  const template = document.createElement('template')
  template.innerHTML = html
  const next = template.content.querySelector('.start-way')
  if (next) shown.querySelector('.start-way')?.replaceWith(next)
}

function enhance(form: HTMLFormElement): void {
  const sending = form.querySelector<HTMLElement>('.start-sending')
  const status = form.querySelector<HTMLElement>('.start-sending .status')
  const bar = form.querySelector('progress')
  const button = form.querySelector('button')
  if (!sending || !status || !bar || !button) return
  acceptDrops(form)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button.disabled) void send()
  })

  async function send(): Promise<void> {
    if (!sending || !status || !bar || !button) return
    button.disabled = true
    sending.hidden = false
    sending.classList.remove('fault')
    try {
      for (const part of parts) {
        const file = inputOf(form, part)?.files?.[0]
        if (!file) continue
        const shown = (done: number) => {
          bar.value = done
          const text = (form.dataset['sending'] ?? '').replace('%', file.name)
          // Said once, and again only after something else was said.
          if (status.textContent !== text) status.textContent = text
        }
        await sendFile(part, file, shown, () => (status.textContent = form.dataset['again'] ?? ''))
      }
      await post(`/-/start/begin?fetch=${form.querySelector<HTMLInputElement>('[name=fetch]')?.checked ? 'yes' : 'no'}`)
      location.assign('/-/start')
    } catch (error) {
      sending.classList.add('fault')
      status.textContent = error instanceof Refused ? error.message : (form.dataset['failed'] ?? '')
    }
    button.disabled = false
  }
}

class Refused extends Error {}

/** After a broken connection the server is asked how much it has, for as long as ten minutes. */
async function sendFile(
  part: string,
  file: File,
  onProgress: (done: number) => void,
  onBreak: () => void,
): Promise<void> {
  let offset: number | undefined
  for (let breaks = 0; offset === undefined || offset < file.size;) {
    try {
      offset ??= await receivedOf(part, file)
      onProgress(offset / file.size)
      if (offset >= file.size) break
      const query = new URLSearchParams({
        name: file.name,
        bytes: String(file.size),
        stamp: String(file.lastModified),
        offset: String(offset),
      })
      const arrived: Arrived = await post(`/-/start/files/${part}?${query}`, file.slice(offset, offset + pieceBytes))
      offset = arrived.received
      onProgress(offset / file.size)
      breaks = 0
    } catch (error) {
      if (error instanceof Refused || ++breaks > 60) throw error
      onBreak()
      offset = undefined
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, breaks * 500)))
    }
  }
}

async function receivedOf(part: string, file: File): Promise<number> {
  const files: Record<string, Arrived | undefined> = await (await fetch('/-/start/files')).json()
  const known = files[part]
  return known && known.name === file.name && known.bytes === file.size && known.stamp === String(file.lastModified)
    ? known.received
    : 0
}

async function post<Json>(url: string, body?: Blob): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/octet-stream' },
    ...(body && { body }),
  })
  const json = await response.json()
  // In conflict about where to go on: asked again, like after a break.
  if (response.status === 409 && body) throw new Error(json.error)
  if (response.status >= 400 && response.status < 500) throw new Refused(json.error)
  if (!response.ok) throw new Error(json.error)
  return json
}

function inputOf(form: HTMLFormElement, part: string): HTMLInputElement | null {
  return form.querySelector(`input[type=file][name=${part}]`)
}

/** Files go to their fields by their names; what they are is looked at by the server. */
function acceptDrops(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('.start-drop')?.removeAttribute('hidden')
  for (const name of ['dragover', 'dragleave', 'drop'] as const) {
    form.addEventListener(name, (event) => {
      event.preventDefault()
      form.classList.toggle('is-over', name === 'dragover')
      if (name !== 'drop') return
      for (const file of event.dataTransfer?.files ?? []) {
        const one = new DataTransfer()
        one.items.add(file)
        const input = inputOf(form, /\.(zip|tar|tgz|gz)$/iu.test(file.name) ? 'media' : 'export')
        if (input) input.files = one.files
      }
    })
  }
}
