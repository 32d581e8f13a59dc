import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SourceEvent } from './rows.ts'
import { createDumpReader } from './sql-dump.ts'

type Row = (string | null)[]

/** Reads a dump in pieces of the given lengths, over and over. */
function eventsOf(
  dump: string,
  lengths: readonly number[] = [dump.length || 1],
  isWanted = (table: string) => table.endsWith('t'),
): SourceEvent[] {
  const reader = createDumpReader(isWanted)
  const events: SourceEvent[] = []
  for (let at = 0, index = 0; at < dump.length; index++) {
    const length = lengths[index % lengths.length] ?? 1
    events.push(...reader.write(dump.slice(at, at + length)))
    at += length
  }
  return [...events, ...reader.end()]
}

function rowsOf(dump: string, lengths?: readonly number[]): Row[] {
  return eventsOf(dump, lengths).flatMap((event) => (event.kind === 'row' ? [[...event.values]] : []))
}

/** As mysqldump quotes. */
function quoted(value: string | null): string {
  if (value === null) return 'NULL'
  const escapes: Record<string, string> = {
    '\0': '\\0',
    '\n': '\\n',
    '\r': '\\r',
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
    '\u001a': '\\Z',
  }
  return `'${value.replaceAll(/[\0\n\r\\'"\u001a]/gu, (character) => escapes[character] ?? '')}'`
}

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constant(null),
  fc.constantFrom(
    "it's",
    '"',
    '\\',
    "\\'",
    "''",
    ');',
    "'),('",
    '-- no comment',
    '/* none */',
    '#',
    '`',
    '\n',
    '\r\n',
    '\t',
    '%',
    '_',
    '港 🐟',
    '',
  ),
  fc.stringMatching(/^[\\'"`;(),\n-]{0,12}$/u),
)

describe('the rows of a dump', () => {
  test('are what was written, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        (rows, lengths) => {
          const dump = `/*!40101 SET NAMES utf8mb4 */;\nINSERT INTO \`t\` (\`a\`, \`b\`, \`c\`) VALUES ${rows.map((row) => `(${row.map(quoted).join(',')})`).join(',\n')};\n`
          expect(rowsOf(dump, lengths)).toEqual(rows)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('of other tables are skipped over, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (values, length) => {
        const dump = `INSERT INTO wp_posts VALUES (${values.map(quoted).join(',')});\n-- it's a comment; (\n# and 'another\nINSERT INTO t (a) VALUES (7);`
        expect(rowsOf(dump, [length])).toEqual([['7']])
      }),
      { numRuns: 300 },
    )
  })

  test('no text makes the reader fail in another way than by saying where', () => {
    const part = fc.constantFrom(
      'INSERT INTO t ',
      'CREATE TABLE t (',
      'VALUES ',
      '(',
      ')',
      ',',
      ';',
      "'",
      '"',
      '`',
      '\\',
      '/*',
      '*/',
      '-- ',
      '#',
      '\n',
      'a',
      '1',
      '-',
      'NULL',
      '0x41',
      '_binary ',
      'PRIMARY KEY',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (parts, length) => {
        try {
          eventsOf(parts.join(''), [length])
        } catch (error) {
          expect(String(error)).toMatch(/^Error: line \d+: .+\.$/u)
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['numbers, NULL and truth', 'INSERT INTO t (a,b,c,d) VALUES (-12,3.5,NULL,TRUE);', [['-12', '3.5', null, '1']]],
    [
      'hexadecimal and introduced strings',
      "INSERT INTO t (a,b,c,d) VALUES (0x4F6C64,_binary 'x',X'53616C74',N'é');",
      [['Old', 'x', 'Salt', 'é']],
    ],
    ['doubled quotes and double quotes', `INSERT INTO t (a,b) VALUES ('it''s',"say ""no""");`, [["it's", 'say "no"']]],
    ['names in double quotes, as other systems are served', `INSERT INTO "db"."t" ("a") VALUES ('x');`, [['x']]],
    [
      'REPLACE, INSERT IGNORE, and several rows',
      "REPLACE INTO t (a) VALUES ('x');INSERT IGNORE INTO t (a) VALUES ('y'),('z') ON DUPLICATE KEY UPDATE a=';';",
      [['x'], ['y'], ['z']],
    ],
    [
      'columns from the definition',
      "CREATE TABLE IF NOT EXISTS `t` (\n `a` int(10) NOT NULL DEFAULT '0' COMMENT 'a, (b)',\n b enum('x','y'),\n PRIMARY KEY (`a`), KEY k (b)) ENGINE=InnoDB;\nINSERT INTO `t` VALUES (1,'x');",
      [['1', 'x']],
    ],
    ['escapes that MySQL does not know', "INSERT INTO t (a) VALUES ('\\q\\%\\_');", [['q\\%\\_']]],
    ['line breaks inside a string', "INSERT INTO t (a) VALUES ('one\ntwo');", [['one\ntwo']]],
  ])('%s', (_name, dump, rows) => {
    for (const lengths of [[1], [2, 3], [1000]]) expect(rowsOf(dump, lengths)).toEqual(rows)
  })

  test('know their lines', () => {
    const places = eventsOf("-- a\n/* b\n */\nINSERT INTO t (a) VALUES\n('x'),\n\n('y\n');\n").flatMap((event) =>
      event.kind === 'row' ? [event.place.line] : [],
    )
    expect(places).toEqual([5, 7])
  })

  test.each([
    [
      "INSERT INTO wp_t (a) VALUES ('x'),\n('y",
      'line 2: the file ends inside the rows of the table wp_t: it was cut off.',
    ],
    ["INSERT INTO wp_t (a) VALUES ('x')", 'line 1: the file ends inside the rows of the table wp_t: it was cut off.'],
    [
      '\nCREATE TABLE `wp_t` (\n `a` int',
      'line 3: the file ends inside the definition of the table wp_t: it was cut off.',
    ],
    [
      "INSERT INTO wp_posts VALUES ('it",
      'line 1: the file ends inside a statement that begins with INSERT in line 1: it was cut off.',
    ],
    ['/* never', 'line 1: the file ends inside a comment: it was cut off.'],
    ["INSERT INTO wp_t (a,b) VALUES ('x','y'),\n('z');", 'line 2: a row of the table wp_t has 1 values for 2 columns.'],
    [
      "INSERT INTO wp_t VALUES ('x');",
      'line 1: the rows of the table wp_t name no columns, and no CREATE TABLE stands before them.',
    ],
    [
      'INSERT INTO wp_t (a) VALUES (now());',
      'line 1: "now" is no value that a dump writes; it stands in the rows of the table wp_t.',
    ],
    ['INSERT INTO wp_t (a) SELECT 1;', 'line 1: the rows of the table wp_t are not written as VALUES (…).'],
    ["INSERT INTO wp_t (a) VALUES 'x';", 'line 1: a row of the table wp_t should begin here, and "x" does.'],
    ["INSERT INTO wp_t (a) VALUES ('x' 'y');", 'line 1: "y" stands between two values of the table wp_t.'],
  ])('%j is refused with its place', (dump, message) => {
    expect(() => eventsOf(dump)).toThrow(message)
  })
})
