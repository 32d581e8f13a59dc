import { describe, expect, test } from 'vitest'
import { heldComments } from '../../src/conversation/store.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { sign, verify } from '../../src/kit/secrets.ts'
import { addressIdOfLeaveToken, leaveToken } from '../../src/readers/leave-token.ts'
import { checkPass, issuePass } from '../../src/readers/pass.ts'
import { newReaderId, readerCookie, readerIdFromCookie } from '../../src/readers/readers.ts'
import { aHouse, serve } from '../house.ts'
import { aReader } from '../reader.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const story = '---\nheadline: The quay\nslug: quay\npublished: -1h\n---\nWords.\n'

/** Texts that a lenient reader of base64url takes for this signature, and what might be hung on its end. */
function otherWritings(signed: string): string[] {
  const last = alphabet.indexOf(signed.at(-1) ?? '')
  // Of the last character of 32 bytes two bits are spare.
  const spare = [1, 2, 3].map((bits) => `${signed.slice(0, -1)}${alphabet[(last & ~3) | ((last + bits) & 3)]}`)
  const ends = ['=', '==', ' ', '\t', '\n', '.', '.x', '.=', '\u00a0', '!', '\0', '%']
  const appended = ends.map((end) => `${signed}${end}`)
  const inside = [`${signed.slice(0, -3)} ${signed.slice(-3)}`, `${signed.slice(0, -3)}\n${signed.slice(-3)}`]
  const plainBase64 = signed.replaceAll('-', '+').replaceAll('_', '/')
  return [...spare, ...appended, ...inside, plainBase64].filter((text) => text !== signed)
}

describe('a signature has one way of being written', () => {
  test('in a pass, a cookie, a link to leave with, and whatever else is signed', async () => {
    await using house = await aHouse('sqlite')
    const readerId = newReaderId()
    const pass = issuePass(house, readerId, 'vote:abcd')
    const cookie = readerCookie(house, readerId).split(';')[0] ?? ''
    const leave = leaveToken(house, 7)
    const plain = sign(house.secrets, 'leave', 'words')
    const check = (text: string) => checkPass(house, { pass: text, readerId, subject: 'vote:abcd' }).verdict
    const taken = [check(pass), readerIdFromCookie(house, cookie), addressIdOfLeaveToken(house, leave)]
    expect(taken).toEqual(['ok', readerId, 7])
    for (const text of otherWritings(pass)) expect(check(text), text).not.toBe('ok')
    for (const text of otherWritings(leave)) expect(addressIdOfLeaveToken(house, text), text).toBeUndefined()
    const isOurs = (text: string) => verify(house.secrets, 'leave', 'words', text)
    for (const text of otherWritings(plain)) expect(isOurs(text), text).toBe(false)
    // Blanks around a cookie belong to the header, not to the cookie.
    const cookies = otherWritings(cookie).filter((text) => text === text.trim())
    for (const text of cookies) expect(readerIdFromCookie(house, text), text).toBeUndefined()
  })

  test('so that one pass carries one comment, whatever is hung on it', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    await publishStory(house, { kind: 'operator', id: 'desk' }, { source: story, read: async () => undefined })
    const { id } = await house.db.selectFrom('articles').select('public_id as id').executeTakeFirstOrThrow()
    const reader = aReader(served)
    const { pass } = (await (await reader.get(`/forms/pass?for=comment:${id}`)).json()) as { pass: string }
    for (const [number, text] of [pass, ...otherWritings(pass)].entries()) {
      const fields = { name: 'Ines', email: 'ines@example.org', comment: `Words number ${number}`, pass: text }
      const sent = await reader.post(`/articles/${id}/comments`, fields, { accept: 'application/json' })
      // What an unreadable pass came with is handed back with a new one.
      const handedBack = { outcome: 'pass-needed', html: expect.stringContaining(fields.comment) }
      expect([text, await sent.json()]).toMatchObject([text, number === 0 ? { outcome: 'held' } : handedBack])
      house.clock.advance(60_000)
    }
    expect(await heldComments(house.db, 99)).toHaveLength(1)
  })

  test('a pass is remembered by what was verified of it', async () => {
    await using house = await aHouse('sqlite')
    const readerId = newReaderId()
    const subject = 'vote:abcd'
    const hashes = [1, 2].map(() => checkPass(house, { pass: issuePass(house, readerId, subject), readerId, subject }))
    expect(new Set(hashes.map((checked) => (checked.verdict === 'ok' ? checked.hash : ''))).size).toBe(2)
    const pass = issuePass(house, readerId, subject)
    expect(checkPass(house, { pass, readerId, subject })).toEqual(checkPass(house, { pass, readerId, subject }))
  })
})
