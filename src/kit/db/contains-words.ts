import { sql, type Expression, type SqlBool } from 'kysely'

/** Whether a text has every one of these words somewhere in it, whatever their capitals. Without words: it has. */
export function containsWords(text: Expression<string>, search: string): Expression<SqlBool> {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean)
  const each = words.map((word) => {
    const pattern = `%${word.replaceAll(/[%_\\]/gu, '\\$&')}%`
    return sql<SqlBool>`lower(${text}) like ${pattern} escape '\\'`
  })
  return each.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(each, sql` and `)}`
}
