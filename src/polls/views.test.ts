import { describe, expect, test } from 'vitest'
import type { PollWithTally } from './poll.ts'
import { pollAnswer, pollForm, pollPanel, pollResultPanel } from './views.ts'

const locale = { language: 'en', timeZone: 'UTC' }

describe('a poll on a page', () => {
  test('while open it is a plain form that holds no token', () => {
    const html = pollPanel({ poll: aPoll(), now: 5, locale }).text
    expect(html).toContain('action="/polls/abc/votes"')
    expect(html.match(/type="radio" name="choice"/gu)).toHaveLength(2)
    expect(html).not.toContain('name="pass"')
  })

  test('a poll that lets readers choose several answers has boxes to tick', () => {
    expect(pollForm(aPoll({ maxChoices: 2 }), { locale }).text.match(/type="checkbox"/gu)).toHaveLength(2)
  })

  test.each([
    ['always', 5, true],
    ['after-vote', 5, false],
    ['after-close', 5, false],
    ['staff', 5, false],
    ['after-vote', 20, true],
    ['after-close', 20, true],
    ['staff', 20, false],
  ] as const)('results shown "%s" at %i of 10: %s', (results, now, shown) => {
    expect(pollPanel({ poll: aPoll({ results }), now, locale }).text.includes('<table')).toBe(shown)
  })

  test('the answer to a vote marks the own choice in words and says who took part', () => {
    const html = pollAnswer({
      poll: aPoll({ results: 'after-vote' }),
      now: 5,
      locale,
      outcome: 'received',
      ballot: { state: 'counted', receipt: 'AAAA-BBBB', optionIds: [2], castAt: 4 },
    }).text
    expect(html).toContain('<tr class="own">')
    expect(html).toContain('your vote')
    expect(html).toContain('not a survey')
    expect(html).toContain('1 ballot was set aside')
    expect(html).toContain('width="75%"')
  })

  test('votes that were imported are added up, and the sentence says that they cannot be audited', () => {
    const html = pollPanel({
      poll: aPoll({ imported: { voters: 4, votes: [{ optionId: 2, votes: 4 }], assumedCloseAt: 10 } }),
      now: 20,
      locale,
    }).text
    expect(html).toMatch(
      /width="38%"[\s\S]*width="62%"[\s\S]*8 readers have voted\. 4 of them voted in an earlier system; that count was imported and cannot be audited\./u,
    )
    expect(html).toContain('Voting is closed.')
  })

  test('a story that shows the result alone leads to the poll while it is open', () => {
    const open = pollResultPanel({ poll: aPoll(), now: 5, locale }).text
    expect(open).toContain('<table')
    expect(open).toContain('<a href="/polls/abc">Vote in this poll</a>')
    expect(open).not.toContain('<form')
    expect(pollResultPanel({ poll: aPoll({ results: 'after-vote' }), now: 5, locale }).text).not.toContain('<table')
    expect(pollResultPanel({ poll: aPoll(), now: 20, locale }).text).not.toContain('Vote in this poll')
  })

  test('words of an option are words', () => {
    expect(pollPanel({ poll: aPoll({ question: '<script>' }), now: 5, locale }).text).not.toContain('<script>')
  })
})

function aPoll(changes: Partial<PollWithTally> = {}): PollWithTally {
  return {
    id: 1,
    publicId: 'abc',
    revision: 1,
    question: 'Who should wait?',
    minChoices: 1,
    maxChoices: 1,
    opensAt: 0,
    closesAt: 10,
    results: 'always',
    hiddenUntil: 0,
    rotates: false,
    mayChange: false,
    who: 'anyone',
    options: [
      { id: 1, label: 'Ships' },
      { id: 2, label: 'Cars' },
    ],
    tally: {
      counted: 4,
      setAside: 1,
      confirmed: 0,
      votes: [
        { optionId: 1, votes: 3, confirmed: 0 },
        { optionId: 2, votes: 1, confirmed: 0 },
      ],
    },
    ...changes,
  }
}
