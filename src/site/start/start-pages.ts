import { httpStatusOf, Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, EventsAnswer, LocalRequest } from '../../kit/http/answers.ts'
import { readFileForm } from '../../kit/http/file-form.ts'
import { kitPhrases } from '../../kit/phrases.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { publicationOf } from '../../layout/publication.ts'
import { renderPage } from '../../layout/views/page.ts'
import type { Publication } from '../../layout/views/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import type { Part, StartDesk, StartState } from './start.ts'
import { follows, startPage, startState, type StartView } from './views.ts'

type Handler = (house: House, request: LocalRequest) => Promise<Answer>
const here = '/-/start'

/** `GET /-/start`: where a paper begins, at each of its steps. */
export const showStart =
  (desk: StartDesk): Handler =>
  async (house, { host }) => {
    const state = seenFrom(host, await desk.state())
    return state.step === 'taken' && !house.settings.current().demo
      ? renderMissingPage(house, 404)
      : pageAnswer(house, state, 200)
  }

/** `GET /-/start/events`: each state as JSON, `step` and the `html` to show, for as long as somebody follows. */
export const streamStartEvents =
  (desk: StartDesk) =>
  async (house: House, request: LocalRequest): Promise<EventsAnswer> => ({
    kind: 'events',
    events: eventsOf(desk, house, request),
  })

async function* eventsOf(desk: StartDesk, house: House, { signal, host }: LocalRequest): AsyncGenerator<string> {
  for await (const _ of desk.changes(signal)) {
    const view = viewOf(house, seenFrom(host, await desk.state()))
    yield JSON.stringify({ step: view.state.step, html: startState(view).text })
  }
}

/** `GET /-/start/files`: how far the files have come, so that a script goes on there. */
export const serveStartFiles =
  (desk: StartDesk): Handler =>
  async () => ({ kind: 'json', status: 200, json: await desk.files() })

/** `POST /-/start/files/:part?name&bytes&stamp&offset`: the next piece of a file, as it is. */
export const postStartPiece =
  (desk: StartDesk): Handler =>
  async (_, { params, query, body }) => {
    const [bytes, offset] = [query.get('bytes'), query.get('offset')].map((text) =>
      /^\d{1,15}$/u.test(text ?? '') ? Number(text) : Number.NaN,
    )
    const name = query.get('name') ?? ''
    if (
      !isPart(params.part) ||
      name === '' ||
      bytes === undefined ||
      offset === undefined ||
      Number.isNaN(bytes + offset)
    )
      throw new Refusal('malformed', 'A piece of a file comes with name, bytes, stamp and offset.')
    return {
      kind: 'json',
      status: 200,
      json: await desk.append(
        params.part,
        { name: name.slice(0, 255), bytes, stamp: (query.get('stamp') ?? '').slice(0, 40), offset },
        body,
      ),
    }
  }

/** `POST /-/start/files`: both files in a plain form, whole; then the import begins. */
export const postStartForm =
  (desk: StartDesk): Handler =>
  async (house, { host, contentType = '', body }) =>
    deed(desk, house, { host, wantsJson: false }, async () => {
      const words = kitPhrases(house.settings.current().identity.language).form
      const fields = await readFileForm(
        { contentType, body, words },
        async (field, name, file) =>
          void (isPart(field) ? await desk.take(field, name.slice(0, 255), file) : file.resume()),
      )
      await desk.begin({ fetchMedia: fields.get('fetch') === 'yes' })
    })

/** `POST /-/start/begin?fetch=yes`: with what a script has sent. */
export const postStartBegin =
  (desk: StartDesk): Handler =>
  (house, request) =>
    deed(desk, house, request, () => desk.begin({ fetchMedia: request.query.get('fetch') === 'yes' }))

export const postStartAdopt =
  (desk: StartDesk): Handler =>
  (house, request) =>
    deed(desk, house, request, () => desk.adopt())

export const postStartDiscard =
  (desk: StartDesk): Handler =>
  (house, request) =>
    deed(desk, house, request, () => desk.discard())

/** `GET /-/start/report`: everything of the report, to keep. */
export const serveStartReport =
  (desk: StartDesk): Handler =>
  async (house) => {
    const report = await desk.report()
    if (report === undefined) return renderMissingPage(house, 404)
    return {
      kind: 'bytes',
      status: 200,
      type: 'application/json',
      body: report,
      headers: { 'Content-Disposition': 'attachment; filename="wordpress-import.json"' },
    }
  }

type Sender = Pick<LocalRequest, 'host' | 'wantsJson'>

/** Back to the page; what was refused stands on it, above what was already sent. */
async function deed(desk: StartDesk, house: House, asked: Sender, work: () => Promise<void>): Promise<Answer> {
  const { host, wantsJson } = asked
  try {
    await work()
    return wantsJson ? { kind: 'json', status: 200, json: {} } : { kind: 'redirect', status: 303, location: here }
  } catch (error) {
    if (!(error instanceof Refusal) || wantsJson) throw error
    const state = seenFrom(host, await desk.state())
    // The page of another step says by itself why not.
    if (state.step !== 'collecting' && state.step !== 'ready') return { kind: 'redirect', status: 303, location: here }
    return pageAnswer(house, { ...state, fault: error.message }, httpStatusOf(error))
  }
}

async function pageAnswer(house: House, state: StartState, status: number): Promise<Answer> {
  const publication = plainly(await publicationOf(house), state)
  const page = {
    title: titleOf(state, publication),
    description: '',
    language: publication.locale.language,
    noindex: true,
    kind: 'plain',
    own: house.assets.start,
    ...(follows(state) && { refreshSeconds: 4 }),
  } as const
  return {
    kind: 'html',
    status,
    html: renderPage(publication, page, startPage(viewOf(house, state))),
    ...(state.step === 'ready' && { frames: [state.origin] }),
  }
}

/** The preview is framed under the name that the page was asked by: there a browser brings the cookie for both. */
function seenFrom(host: string, state: StartState): StartState {
  if (state.step !== 'ready' || host === '' || host.startsWith('[')) return state
  return { ...state, origin: `http://${host}:${new URL(state.origin).port}` }
}

/**
 * Until the paper has moved in, the page is about another one than the one around it: only the way back to that is
 * left.
 */
function plainly(publication: Publication, { step }: StartState): Publication {
  if (step === 'done') return publication
  const footer = {
    ...publication.footer,
    republicationTerms: '',
    generalInformation: '',
    containsAdvertisements: false,
    publicEmail: '',
  }
  return { ...publication, topics: [], feeds: [], social: [], footer, notice: undefined }
}

function viewOf(house: House, state: StartState): StartView {
  const { identity, demo } = house.settings.current()
  return { state, language: identity.language, name: identity.name, isDemo: demo, limits: house.config.uploads }
}

function titleOf(state: StartState, { name, locale }: Publication): string {
  const says = wordsOf(locale.language).arrival
  if (state.step === 'ready') return says.ready.title(state.summary.site)
  return state.step === 'done' ? says.done.title(name) : says[state.step].title
}

function isPart(name: string | undefined): name is Part {
  return name === 'export' || name === 'media'
}
