import { randomBytes } from 'node:crypto'
import { foldLines } from 'nodemailer/lib/mime-funcs'
/**
 * Letters as bytes. What is the same for many is encoded once: a message is its template with the recipient's token put
 * in, since composing each one takes longer than handing it over (bench/RESULTS.md).
 */
import MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import type { Letter } from './mail-message.ts'

export type Encoder = { encode(letter: Letter): Buffer }

/** Editions in several languages, each with a text part, an HTML part and a head. */
const maxKept = 48

export function openEncoder(): Encoder {
  const kept = new Map<string, readonly string[]>()
  const boundary = `crier-${randomBytes(12).toString('hex')}`

  function remembered(key: string, make: () => readonly string[]): readonly string[] {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make()
    const [oldest] = kept.keys()
    if (kept.size >= maxKept && oldest !== undefined) kept.delete(oldest)
    kept.set(key, made)
    return made
  }

  function part(type: string, text: string, token: string): string {
    const pieces = text.split(token)
    const encoded = remembered(`${type}\n${pieces.join('\0')}`, () => pieces.map(quotedPrintable))
    // On a line of its own, which the reader's program joins again (RFC 2045, 6.7 (3)): a token contains no "=".
    const body = encoded.join(`=\r\n${token}=\r\n`)
    return (
      `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\n` +
      `Content-Transfer-Encoding: quoted-printable\r\n\r\n${body}\r\n`
    )
  }

  return {
    encode(letter) {
      const { from, subject, headers } = letter
      const [head = ''] = remembered(JSON.stringify([from, subject, headers]), () => [
        headOf({ From: from, Subject: subject, ...headers }),
      ])
      const own = [
        `Message-ID: <${letter.messageId}>`,
        `Date: ${new Date(letter.date).toUTCString().replace('GMT', '+0000')}`,
        ...Object.entries(letter.ownHeaders).map(([name, value]) => `${name}: ${value}`),
        `To: ${letter.to}`,
      ]
      return Buffer.from(
        `${own.join('\r\n')}\r\n${head}MIME-Version: 1.0\r\n` +
          `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n` +
          `${part('text/plain', letter.text, letter.token)}${part('text/html', letter.html, letter.token)}` +
          `--${boundary}--\r\n`,
      )
    },
  }
}

/** Lines of at most 76 characters (RFC 2045, 6.7), with room for the "=" that joins it to a token. */
function quotedPrintable(text: string): string {
  return wrap(encode(text.replaceAll(/\r\n?|\n/gu, '\r\n')), 75)
}

/**
 * Headers with words in them are encoded (RFC 2047) and folded; the others are ASCII, which programs read line by line.
 */
const withWords = new Set(['From', 'Subject'])

function headOf(headers: Record<string, string | { name: string; address: string }>): string {
  const node = new MimeNode()
  return Object.entries(headers)
    .map(([name, value]) =>
      withWords.has(name) || typeof value !== 'string'
        ? `${foldLines(`${name}: ${node.encodeHeaderValue(name, value)}`, 76)}\r\n`
        : `${name}: ${value}\r\n`,
    )
    .join('')
}
