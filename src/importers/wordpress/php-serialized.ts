/** What PHP's serialize() wrote. Lists become arrays, everything else keyed becomes a Map; objects lose their class. */
export type PhpValue = null | boolean | number | string | PhpValue[] | Map<string, PhpValue>

/** Thrown inside only: the text is not, or not to the end, what PHP writes. */
class Unreadable extends Error {}

const maxDepth = 100

/**
 * Reads a serialised value and makes no object of it. Lengths are counted in bytes and are often wrong after somebody
 * replaced addresses in the database; the closing `";` is then looked for. Anything that cannot be read is undefined.
 */
export function readPhp(serialized: string): PhpValue | undefined {
  const bytes = Buffer.from(serialized.trim(), 'utf8')
  try {
    return new PhpReader(bytes).value(0)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** The value at a path of keys, when all of them are there. */
export function phpAt(value: PhpValue | undefined, ...path: (string | number)[]): PhpValue | undefined {
  let current = value
  for (const key of path) {
    if (current instanceof Map) current = current.get(String(key))
    else if (Array.isArray(current)) current = current[Number(key)]
    else return undefined
  }
  return current
}

class PhpReader {
  private at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  value(depth: number): PhpValue {
    if (depth > maxDepth) throw new Unreadable('too deep')
    const type = this.take(1)
    if (type === 'N') return this.expect(';', null)
    this.expect(':', null)
    if (type === 'b') return this.until(';') === '1'
    if (type === 'i' || type === 'd') return this.number()
    if (type === 's') return this.string(';')
    if (type === 'a') return this.entries(depth)
    if (type === 'O') {
      this.string(':')
      return this.entries(depth)
    }
    if (type === 'r' || type === 'R') {
      this.until(';')
      return null
    }
    throw new Unreadable(`type ${type}`)
  }

  private number(): number {
    const written = this.until(';')
    if (written === 'INF' || written === '-INF' || written === 'NAN') return Number.NaN
    const number = Number(written)
    if (Number.isNaN(number)) throw new Unreadable('number')
    return number
  }

  private string(after: ';' | ':'): string {
    const length = Number(this.until(':'))
    this.expect('"', null)
    const start = this.at
    const closing = `"${after}`
    const isAsStated =
      Number.isSafeInteger(length) && this.bytes.toString('latin1', start + length, start + length + 2) === closing
    const end = isAsStated ? start + length : this.bytes.indexOf(closing, start, 'latin1')
    if (end === -1) throw new Unreadable('string')
    this.at = end + 2
    return this.bytes.toString('utf8', start, end)
  }

  private entries(depth: number): PhpValue[] | Map<string, PhpValue> {
    const count = Number(this.until(':'))
    this.expect('{', null)
    const map = new Map<string, PhpValue>()
    let isList = true
    for (let index = 0; index < count && this.bytes[this.at] !== 0x7d; index++) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string' && typeof key !== 'number') throw new Unreadable('key')
      isList &&= key === index
      map.set(String(key), this.value(depth + 1))
    }
    this.expect('}', null)
    return isList ? [...map.values()] : map
  }

  private take(length: number): string {
    const text = this.bytes.toString('latin1', this.at, this.at + length)
    this.at += length
    return text
  }

  private expect<T>(text: string, value: T): T {
    if (this.take(text.length) !== text) throw new Unreadable(`no ${text}`)
    return value
  }

  private until(end: string): string {
    const index = this.bytes.indexOf(end, this.at, 'latin1')
    if (index === -1 || index - this.at > 40) throw new Unreadable(`no ${end}`)
    const text = this.bytes.toString('latin1', this.at, index)
    this.at = index + 1
    return text
  }
}
