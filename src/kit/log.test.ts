import { expect, test } from 'vitest'
import { forTerminal, openLog } from './log.ts'

function lines() {
  const written: string[] = []
  return { written, log: openLog({ logLevel: 'info' }, { write: (line) => void written.push(line) }) }
}

test('a line is JSON: level, time, constant message, fields', () => {
  const { written, log } = lines()
  log.info({ path: '/a', ms: 3 }, 'answered')
  expect(JSON.parse(written[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/u),
    path: '/a',
    ms: 3,
    msg: 'answered',
  })
})

test('fields named for personal data are not written, however deep they stand', () => {
  const { written, log } = lines()
  log.info(
    {
      ip: '192.0.2.7',
      email: 'ana@lantern.example',
      request: { cookie: 'reader=7', headers: { authorization: 'Bearer x' } },
      kept: 1,
    },
    'answered',
  )
  expect(written[0]).not.toMatch(/192\.0\.2\.7|ana@|reader=7|Bearer/u)
  expect(written[0]).toContain('"kept":1')
})

test('an error is told without the addresses and rows that it carries', () => {
  const { written, log } = lines()
  const cause = Object.assign(new Error('550 <ana@lantern.example>: no such mailbox'), {
    rejected: ['ana@lantern.example'],
    code: 'EENVELOPE',
  })
  log.error({ error: new Error('mail to ana@lantern.example failed', { cause }) }, 'job failed')
  log.error(
    Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(ana@lantern.example) already exists.' }),
    'job failed',
  )
  expect(written.join('')).not.toContain('ana@')
  expect(JSON.parse(written[0] ?? '').error).toMatchObject({
    message: 'mail to [address] failed',
    cause: { code: 'EENVELOPE', message: '550 <[address]>: no such mailbox' },
  })
})

test('on a terminal a line is for people', () => {
  expect(
    forTerminal(
      '{"level":"warn","time":"2026-10-14T12:30:01.000Z","job":"mail.send","msg":"job failed","error":{"message":"x","stack":"Error: x\\n    at y"}}',
    ),
  ).toBe('12:30:01 warn  job failed job=mail.send\nError: x\n    at y\n')
})
