import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../tests/wordpress-exports.ts'
import type { Gathered } from './gather.ts'
import { readWpPolls } from './import.ts'

const herald = fixture('wordpress-harbour-herald')
const dump = readFileSync(join(herald, 'wp-polls.sql'), 'utf8')
let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'crier-polls-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const polls =
  "CREATE TABLE wp_pollsq (pollq_id int, pollq_question varchar(200));\nINSERT INTO wp_pollsq VALUES (1,'Open?');\n"
const answers =
  "CREATE TABLE wp_pollsa (polla_aid int, polla_qid int, polla_answers text, polla_votes int);\nINSERT INTO wp_pollsa VALUES (1,1,'Yes',2),(2,1,'No',3);\n"

function contentOf({ polls: rows, answers: answerRows, log }: Gathered): unknown {
  return [
    [...rows.values()],
    [...answerRows.values()],
    log?.rows,
    [...rows.keys()].map((id) => [...(log?.answers(id) ?? [])]),
  ]
}

describe('the same polls come out of', () => {
  test.each<[string, () => string]>([
    ['CSV files', () => herald],
    ['a packed dump', () => file('dump.sql.gz', gzipSync(dump))],
    [
      'a dump in UTF-16, as some shells redirect it',
      () => file('utf16.sql', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(dump, 'utf16le')])),
    ],
    [
      'a dump with a byte order mark and Windows line ends',
      () => file('windows.sql', `\ufeff${dump.replaceAll('\n', '\r\n')}`),
    ],
    ['tables under another prefix', () => file('prefix.sql', dump.replaceAll('`wp_', '`hh7_'))],
    [
      'rows without names of columns',
      () => file('plain.sql', dump.replaceAll(/INSERT INTO (`\w+`) \([^)]*\)/gu, 'INSERT INTO $1')),
    ],
    ['two dumps one after the other', () => file('twice.sql', dump + dump)],
    [
      'CSV files with semicolons, packed, under a prefix',
      () => {
        const path = join(folder, 'semicolons')
        mkdirSync(path)
        for (const table of ['pollsq', 'pollsa', 'pollsip']) {
          const rows = readFileSync(join(herald, `${table}.csv`), 'utf8')
            .split('\n')
            .map((row) =>
              (row.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/gu) ?? [])
                .map((cell) => cell.replace(/,$/u, ';'))
                .join('')
                .replace(/;$/u, ''),
            )
          writeFileSync(join(path, `wp_${table}.csv.gz`), gzipSync(`\ufeff${rows.join('\n')}`))
        }
        return path
      },
    ],
  ])('%s', async (_name, make) => {
    expect(contentOf(await readWpPolls(make()))).toEqual(contentOf(await readWpPolls(join(herald, 'wp-polls.sql'))))
  })
})

test('a dump that names an old encoding is read in it, unless it holds UTF-8 all the same', async () => {
  const named = `/*!40101 SET NAMES latin1 */;\n${polls.replace('Open?', 'Café?')}${answers}`
  for (const encoding of ['latin1', 'utf8'] as const)
    expect((await readWpPolls(file('latin1.sql', Buffer.from(named, encoding)))).polls.get(1)?.question).toBe('Café?')
})

test('bytes that are no text in any encoding named are replaced, and their line is told', async () => {
  const read = await readWpPolls(
    file('bytes.sql', Buffer.from(`${polls.replace('Open?', 'Café?')}${answers}`, 'latin1')),
  )
  expect([read.polls.get(1)?.question, read.repairs]).toEqual([
    'Caf\ufffd?',
    [{ kind: 'repair', line: 2, what: 'bytes that are not UTF-8 replaced by U+FFFD' }],
  ])
})

test('columns of a fork are left out and named; those that an old version lacked are not missed', async () => {
  const read = await readWpPolls(
    file(
      'fork.sql',
      polls.replace('varchar(200)', 'varchar(200), pollq_colour text').replace("'Open?'", "'Open?','red'") + answers,
    ),
  )
  expect(read.warnings).toEqual([
    "The column pollq_colour of the table wp_pollsq is not one of WP-Polls' own and was left out.",
  ])
  expect(read.polls.get(1)).toEqual({
    id: 1,
    question: 'Open?',
    startsAt: 0,
    totalVotes: 0,
    active: 1,
    expiry: 0,
    multiple: 0,
    totalVoters: 0,
  })
  expect(read.log).toBeUndefined()
})

test('of the log nothing is kept but counts, and of the options only those that polls need', async () => {
  const read = await readWpPolls(
    file(
      'secrets.sql',
      `${dump}INSERT INTO wp_options (option_name, option_value) VALUES ('mailserver_pass','sesame'),('timezone_string','Europe/Lisbon');\n-- Dump completed`,
    ),
  )
  expect(JSON.stringify([contentOf(read), [...read.options]])).not.toMatch(/sesame|9a8b6f32|Quillfeather|0\.113\.0/u)
  expect(read.options.get('timezone_string')).toBe('Europe/Lisbon')
})

test('of several sites in one dump the prefix says which', async () => {
  const path = file(
    'sites.sql',
    polls + answers + (polls + answers).replaceAll('wp_', 'wp_2_').replace('Open?', 'Closed?'),
  )
  await expect(readWpPolls(path)).rejects.toThrow(
    'It holds the polls of several sites. Say which with --prefix: "wp_", "wp_2_". Nothing was imported.',
  )
  await expect(readWpPolls(path, 'wp_3_')).rejects.toThrow(
    'There are no polls under the prefix "wp_3_", but under "wp_", "wp_2_".',
  )
  expect((await readWpPolls(path, 'wp_2_')).polls.get(1)?.question).toBe('Closed?')
})

describe('is refused in words', () => {
  const cases: [string, () => string, RegExp][] = [
    ['a file that is not there', () => join(folder, 'nothing.sql'), /^There is no file or folder ".*nothing\.sql"\.$/u],
    ['an empty file', () => file('empty.sql', ''), /is empty\. Nothing was imported\.$/u],
    ['a blank file', () => file('blank.sql', '\n \n'), /is empty\. Nothing was imported\.$/u],
    [
      'a file of something else',
      () => file('letter.sql', 'Dear editor,\nplease find my dump enclosed.'),
      /^.*letter\.sql, line 2: the file ends inside a statement that begins with Dear in line 1: it was cut off\. Nothing was imported\.$/u,
    ],
    [
      'a dump without polls',
      () => file('posts.sql', "INSERT INTO wp_posts VALUES (1,'x');"),
      /^There is no table of WP-Polls in it/u,
    ],
    [
      'a dump without answers',
      () => file('answers.sql', polls),
      /^The table wp_pollsa is not there\. Nothing was imported/u,
    ],
    [
      'a dump without questions',
      () => file('questions.sql', answers),
      /^The table wp_pollsq is not there\. Nothing was imported/u,
    ],
    [
      'a table without a column that matters',
      () => file('column.sql', polls + answers.replaceAll('polla_votes', 'polla_count')),
      /column\.sql, line 3: the table wp_pollsa has no column polla_votes; it has polla_aid, polla_qid, polla_answers, polla_count\. Nothing was imported\.$/u,
    ],
    [
      'a counter that is no number',
      () => file('number.sql', polls + answers.replace(',3)', ",'many')")),
      /number\.sql, line 4: the column polla_votes of the table wp_pollsa holds "many" where a whole number belongs\. Nothing was imported\.$/u,
    ],
    [
      'a dump cut inside a row',
      () => file('cut.sql', dump.slice(0, dump.indexOf('The Ropewalk'))),
      /cut\.sql, line \d+: the file ends inside the rows of the table wp_pollsa: it was cut off\. Nothing was imported\.$/u,
    ],
    [
      'a dump cut between two tables',
      () => file('tail.sql', dump.slice(0, dump.indexOf('UNLOCK TABLES;', dump.indexOf('wp_pollsip') + 2000))),
      /tail\.sql, line \d+: the dump lacks its last line, "-- Dump completed": it was cut off\. Nothing was imported\.$/u,
    ],
    [
      'a packed dump cut short',
      () => file('cut.sql.gz', gzipSync(dump).subarray(0, 2500)),
      /cut\.sql\.gz, line \d+: the compressed file is damaged or was cut off .* Nothing was imported\.$/u,
    ],
    ['a single CSV file', () => join(herald, 'pollsq.csv'), /is one table\. Give the folder/u],
    ['a folder without tables', () => emptyFolder('none'), /holds no pollsq\.csv\. Nothing was imported\.$/u],
    [
      'a folder with a dump in it',
      () => emptyFolder('dumps', ['wp-polls.sql']),
      /holds no pollsq\.csv\. Did you mean the dump in it, ".*wp-polls\.sql"\?$/u,
    ],
    [
      'an empty CSV file',
      () => withCsv('empty-csv', ''),
      /empty-csv, pollsa\.csv, line 1: the file is empty\. Nothing was imported\.$/u,
    ],
    [
      'a CSV file with a quotation mark that does not close',
      () => withCsv('quote', 'polla_aid,polla_qid,polla_answers,polla_votes\n1,2,"Yes,3\n'),
      /pollsa\.csv, line \d: a quotation mark is opened and never closed\./u,
    ],
    [
      'a CSV file with a value too many',
      () => withCsv('ragged', 'polla_aid,polla_qid,polla_answers,polla_votes\n1,2,Yes,3\n2,2,No, thanks,3\n'),
      /pollsa\.csv, line 3: a row has 5 values for 4 columns\./u,
    ],
    [
      'a CSV file with other columns',
      () => withCsv('names', 'id,poll,words,votes\n1,2,Yes,3\n'),
      /pollsa\.csv, line 1: the table pollsa has no column polla_aid; it has id, poll, words, votes\./u,
    ],
  ]

  function emptyFolder(name: string, files: readonly string[] = []): string {
    const path = join(folder, name)
    mkdirSync(path)
    for (const entry of files) cpSync(join(herald, entry), join(path, entry))
    return path
  }

  function withCsv(name: string, pollsa: string): string {
    const path = emptyFolder(name, ['pollsq.csv'])
    writeFileSync(join(path, 'pollsa.csv'), pollsa)
    return path
  }

  test.each(cases)('%s', async (_name, make, words) => {
    await expect(readWpPolls(make())).rejects.toThrow(words)
  })
})
