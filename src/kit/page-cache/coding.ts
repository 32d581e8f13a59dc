/** How a page's bytes are sent (RFC 9110, 8.4.1), best first. */
export type Coding = 'br' | 'gzip' | 'identity'

/** Browsers send 30 characters or so. */
const longest = 1_000

const known = new Map<string, Coding>()

/**
 * The best coding that a client takes, by its Accept-Encoding (RFC 9110, 12.5.3). The few values that browsers send are
 * remembered.
 */
export function codingFor(acceptEncoding: string | undefined): Coding {
  if (acceptEncoding === undefined || acceptEncoding.length > longest) return 'identity'
  const remembered = known.get(acceptEncoding)
  if (remembered !== undefined) return remembered
  const coding = chosen(acceptEncoding)
  if (known.size >= 256) known.clear()
  if (acceptEncoding.length <= 100) known.set(acceptEncoding, coding)
  return coding
}

function chosen(acceptEncoding: string): Coding {
  const weights = new Map<string, number>()
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight.slice(2)) || 0)
  }
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  if (weightOf('br') > 0) return 'br'
  return weightOf('gzip') > 0 ? 'gzip' : 'identity'
}
