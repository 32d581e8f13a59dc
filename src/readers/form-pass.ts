import type { House } from '../kit/house.ts'
import type { FormRequest, PrivateAnswer, ReaderRequest } from '../kit/http/answers.ts'
import { line } from '../kit/http/fields.ts'
import { checkPass, issuePass, type CheckedPass } from './pass.ts'
import { newReaderId } from './readers.ts'

/** The field of a form that carries its pass. */
export const passField = line(200, { marks: 0 })

/** What a pass may be for: a vote in a poll, or a comment on a story (by its public id). */
const subjectShape = /^(vote|comment):[a-z0-9]{4,40}$/u

/** `GET /forms/pass?for=vote:ID`: on first touch of a form a script asks for the reader's leave to post it. */
export async function serveFormPass(house: House, request: ReaderRequest): Promise<PrivateAnswer> {
  const subject = request.query.get('for') ?? ''
  if (!subjectShape.test(subject))
    return {
      kind: 'json',
      status: 422,
      json: { error: 'Say what the pass is for, such as ?for=vote:ID or ?for=comment:ID.' },
    }
  const { pass, setReaderId } = freshPass(house, request, subject)
  return { kind: 'json', status: 200, json: { pass }, setReaderId }
}

/** A new pass for this reader, who is given an identity along with it when there was none. */
export function freshPass(
  house: House,
  { readerId }: ReaderRequest,
  subject: string,
): { pass: string; setReaderId: string } {
  const id = readerId ?? newReaderId()
  return { pass: issuePass(house, id, subject), setReaderId: id }
}

/** What the pass in a form is worth: without a reader's cookie it is worth nothing. */
export function sentPass(house: House, request: FormRequest<{ pass: typeof passField }>, subject: string): CheckedPass {
  const { form, readerId } = request
  return readerId === undefined ? { verdict: 'missing' } : checkPass(house, { pass: form.pass, readerId, subject })
}
