import { conversationPersonal } from '../../conversation/personal.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { FormRequest, PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import { line } from '../../kit/http/fields.ts'
import { localeOf } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { messagePage, type MessageView } from '../../layout/views/messages.ts'
import { wordsOf } from '../../layout/words.ts'
import { pollsPersonal } from '../../polls/personal.ts'
import { freshPass, passField, sentPass } from '../../readers/form-pass.ts'
import { comeBack, leave, leavingByToken, type Leaving } from '../../readers/leave.ts'
import { eraseReader, myData, readersPersonal, type PersonalData } from '../../readers/personal.ts'
import { newReaderId } from '../../readers/readers.ts'
import { subscriptionsPersonal } from '../../subscriptions/personal.ts'
import { leavePage, ownDataPage } from './views/reader.ts'

/**
 * Every room that keeps something of a reader. Subscriptions and conversation before readers: they know which addresses
 * are theirs.
 */
export const personalRooms: readonly PersonalData[] = [
  pollsPersonal,
  subscriptionsPersonal,
  conversationPersonal,
  readersPersonal,
]

const eraseSubject = 'erase:me'

/** `GET /-/me`: all that the house keeps of this reader, for reading or as JSON. */
export async function showOwnData(house: House, request: ReaderRequest): Promise<PrivateAnswer> {
  const data = request.readerId === undefined ? [] : await myData(house, personalRooms, request.readerId)
  if (request.wantsJson)
    return { kind: 'json', status: 200, json: Object.fromEntries(data.map(({ room, rows }) => [room, rows])) }
  const hasAny = data.some(({ rows }) => rows.length > 0)
  const { pass, setReaderId } = hasAny
    ? freshPass(house, request, eraseSubject)
    : { pass: undefined, setReaderId: undefined }
  return {
    ...(await renderSimplePage(house, {
      status: 200,
      title: wordsIn(house).title,
      main: ownDataPage(data, { pass, locale: localeOf(house) }),
    })),
    setReaderId,
  }
}

export const eraseFields = { pass: passField }

/** `POST /-/me/erase` */
export async function eraseOwnData(house: House, request: FormRequest<typeof eraseFields>): Promise<PrivateAnswer> {
  if (request.readerId === undefined || sentPass(house, request, eraseSubject).verdict !== 'ok')
    return { kind: 'redirect', status: 303, location: '/-/me' }
  await eraseReader(house, personalRooms, request.readerId)
  // From here on this is a new reader: the old id is still in the ledger.
  return { ...(await message(house, 200, wordsIn(house).erased)), setReaderId: newReaderId() }
}

/** `GET /-/leave/:token`: a page with a button: mail scanners follow links, and nobody leaves by that. */
export async function showLeaveForm(house: House, { params }: ReaderRequest): Promise<PrivateAnswer> {
  const leaving = await leavingOf(house, params.token)
  return leaveAnswer(house, params.token ?? '', leaving.hasLeft)
}

/** `back`: they have thought again. */
export const leaveFields = { back: line(10, { marks: 0 }) }

/** `POST /-/leave/:token`: the button, or a mail program's own (RFC 8058 posts `List-Unsubscribe=One-Click`). */
export async function postLeave(
  house: House,
  { params, form }: FormRequest<typeof leaveFields>,
): Promise<PrivateAnswer> {
  const leaving = await leavingOf(house, params.token)
  if (form.back !== '') {
    await comeBack(house, leaving)
    return message(house, 200, wordsIn(house).back)
  }
  await leave(house, leaving)
  return leaveAnswer(house, params.token ?? '', true)
}

async function leavingOf(house: House, token = ''): Promise<Leaving> {
  const leaving = await leavingByToken(house, token)
  if (leaving === undefined) throw new Refusal('not-found', wordsIn(house).unknownLink)
  return leaving
}

function leaveAnswer(house: House, token: string, hasLeft: boolean): Promise<PrivateAnswer> {
  const { left, leave: stay } = wordsIn(house)
  return renderSimplePage(house, {
    status: 200,
    title: (hasLeft ? left : stay).heading,
    main: leavePage(token, { hasLeft, locale: localeOf(house) }),
  })
}

function message(house: House, status: number, said: MessageView): Promise<PrivateAnswer> {
  return renderSimplePage(house, { status, title: said.heading, main: messagePage(said, localeOf(house)) })
}

function wordsIn(house: House) {
  return wordsOf(localeOf(house).language).reader
}
