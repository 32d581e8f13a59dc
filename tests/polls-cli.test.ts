import { Command } from 'commander'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { pollsCommand } from '../src/cli/polls.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { exitCodeOf, Refusal } from '../src/kit/errors.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { newReaderId } from '../src/readers/readers.ts'

const folder = mkdtempSync(join(tmpdir(), 'crier-polls-cli-'))
const dataDir = join(folder, 'paper')
const ship = join(folder, 'ship.png')
const receipts: string[] = []
let poll = ''

beforeAll(async () => {
  vi.stubEnv('CRIER_DATA_DIR', dataDir)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  await writeFile(
    ship,
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#357' } })
      .png()
      .toBuffer(),
  )
  await (await openHouse(readConfig(process.env)))[Symbol.asyncDispose]()
  const made = await crier(
    'create',
    'Who should wait?',
    'Ships',
    'Cars',
    '--picture',
    `1=${ship}`,
    '--alt',
    '1=A container ship',
    '--json',
  )
  poll = JSON.parse(made.out).publicId
  await vote()
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Runs `crier polls` with these words. In this process: starting one for each of two dozen would take most of the time.
 */
async function crier(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  const take = vi.spyOn(process.stdout, 'write').mockImplementation((words) => Boolean((out += String(words))))
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void (out += `${line}\n`))
  try {
    await new Command('crier')
      .option('--json')
      .addCommand(pollsCommand())
      .parseAsync(['polls', ...args], { from: 'user' })
    return { code: Number(process.exitCode ?? 0), out, err: '' }
  } catch (error) {
    if (error instanceof Refusal) return { code: exitCodeOf(error), out, err: `${error.message}\n` }
    throw error
  } finally {
    process.exitCode = undefined
    take.mockRestore()
    log.mockRestore()
  }
}

/** Three readers: two for ships, one for cars and without a pass. */
async function vote(): Promise<void> {
  await using house = await openHouse(readConfig(process.env))
  const voted = await pollByPublicId(house.db, poll)
  for (const [choice, hasPass] of [
    [0, true],
    [0, true],
    [1, false],
  ] as const) {
    const cast =
      voted &&
      (await castVote(house, {
        poll: voted,
        choices: [String(voted.options[choice]?.id)],
        readerId: newReaderId(),
        hasPass,
      }))
    if (cast !== undefined && 'ballot' in cast) receipts.push(cast.ballot?.receipt ?? '')
  }
}

describe('at a terminal', () => {
  test('polls are listed and shown with bars, what was set aside and why', async () => {
    expect((await crier('list')).out).toBe(`${poll}  open  2 counted  1 set aside  Who should wait?\n`)
    expect((await crier('show', poll)).out).toMatch(
      /Ships +100 % +2 +█{40}\nCars +0 % +0 +\n\n2 ballots counted, 1 set aside\.\n {2}no-pass: 1\n[\s\S]*Ballots by hour/u,
    )
    expect(await crier('show', 'nowhere')).toMatchObject({
      code: 66,
      err: expect.stringContaining('There is no poll "nowhere". "crier polls list" shows them all.'),
    })
  })

  test('a poll is edited with a warning, its picture exchanged, and what cannot be is refused in words', async () => {
    expect((await crier('edit', poll, '--option', '2=Cars and lorries')).out).toMatch(
      /^Changed\.\nNote: Readers have voted already: some chose an option in other words/u,
    )
    expect(await crier('edit', poll, '--picture', `2=${ship}`)).toMatchObject({
      code: 65,
      err: expect.stringContaining('say with --alt 2="..." what it shows'),
    })
    expect((await crier('edit', poll, '--picture', '1=none', `2=${ship}`, '--alt', '2=A blue field')).out).toContain(
      'Changed.',
    )
    const { options, certificate } = JSON.parse((await crier('show', poll, '--json')).out)
    expect([options, certificate.changes]).toMatchObject([
      [{ label: 'Ships' }, { label: 'Cars and lorries', picture: { alt: 'A blue field' } }],
      [
        { what: 'option' },
        { what: 'picture', was: 'A container ship', became: '' },
        { what: 'picture', became: 'A blue field' },
      ],
    ])
    expect(options[0].picture).toBeUndefined()
    expect(await crier('create', 'One answer?', 'Yes')).toMatchObject({
      code: 65,
      err: 'No poll was created: a poll has 2 to 20 options.\n',
    })
  })

  test('what was switched on is switched off again, and a poll that nobody could vote in is not made', async () => {
    expect((await crier('edit', poll, '--change')).out).toContain('Changed.')
    expect((await crier('edit', poll, '--no-change')).out).toContain('Changed.')
    expect(JSON.parse((await crier('show', poll, '--json')).out).mayChange).toBe(false)
    const list = join(folder, 'voters.txt')
    await writeFile(list, 'ines@example.org\n\nnobody\n')
    expect(await crier('create', 'Tea?', 'Yes', 'No', '--closes', '-1h')).toMatchObject({
      code: 65,
      err: '--closes is "-1h", which is in the past: nobody could vote. No poll was created.\n',
    })
    expect(await crier('create', 'Tea?', 'Yes', 'No', '--who', 'list', '--voters', list)).toMatchObject({
      code: 65,
      err: 'The list was rejected and nothing was changed: line 3, "nobody", is not an email address.\n',
    })
    expect(JSON.parse((await crier('list', '--json')).out)).toHaveLength(1)
  })

  test('ballots are released and set aside, by rule and by receipt; other figures are tried before they are kept', async () => {
    expect((await crier('release', poll, '--rule', 'no-pass', '--reason', 'A school voted on one device')).out).toBe(
      '1 ballot counts now.\n',
    )
    expect(
      (await crier('set-aside', poll, '--receipt', receipts[0] ?? '', '--reason', 'Asked by the reader')).out,
    ).toBe('1 ballot is set aside.\n')
    expect(await crier('release', poll, '--reason', 'All')).toMatchObject({
      code: 65,
      err: expect.stringContaining('Say which ballots'),
    })
    expect((await crier('replay', poll, '--network-floor', '1')).out).toMatch(
      /^0 ballots that counted would be set aside[\s\S]*Nothing was changed/u,
    )
    expect((await crier('list')).out).toContain('2 counted  1 set aside')
    expect((await crier('set-aside', poll, '--receipt', receipts[0] ?? '', '--reason', 'Again')).out).toBe(
      'None of these ballots counts: nothing was changed.\n',
    )
    expect(await crier('set-aside', poll, '--rule', 'brust', '--reason', 'x')).toMatchObject({
      code: 65,
      err: '--rule is "brust": it must be one of no-pass, crowded-network, burst. Nothing was changed.\n',
    })
    expect(await crier('replay', poll, '--network-share', '8')).toMatchObject({
      code: 65,
      err: '--network-share is "8": it is a number from 0 to 1. Nothing was changed.\n',
    })
  })

  test('a closed poll is exported and its receipts verified, then opened again', async () => {
    expect(await crier('export', poll, '--receipts')).toMatchObject({
      code: 73,
      err: expect.stringContaining('published when voting has closed'),
    })
    expect((await crier('close', poll)).out).toBe('The poll is closed.\n')
    expect((await crier('close', poll)).out).toBe('Nothing to change.\n')
    expect((await crier('export', poll)).out).toMatch(/Ships[\s\S]*Cars and lorries/u)
    const file = join(folder, 'receipts.json')
    await crier('export', poll, '--receipts', '-o', file)
    const verified = await crier('verify', file, '--receipt', receipts[0] ?? '')
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/2[\s\S]*counted[\s\S]*set aside/u)])
    await writeFile(file, readFileSync(file, 'utf8').replace('"state":"set-aside"', '"state":"counted"'))
    expect((await crier('verify', file)).code).not.toBe(0)
    expect(await crier('reopen', poll, '--closes', '-2h')).toMatchObject({
      code: 65,
      err: expect.stringContaining('which is in the past: the poll would not open'),
    })
    expect((await crier('reopen', poll, '--closes', '+2d')).out).toMatch(/^The poll is open, until 20\d\d-/u)
    expect((await crier('open', poll)).out).toBe('Nothing to change.\n')
  })
})
