import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'

export type Log = Logger

/**
 * Structured lines: a constant message, data in fields. Fields named like personal data are never written, whatever the
 * caller passes, and e-mail addresses are removed from errors. On a terminal, one readable line each.
 */
export function openLog(config: Pick<Config, 'logLevel'>, destination: DestinationStream = standardOutput()): Log {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: personal.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
      serializers: { error: told, err: told },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
}

const personal = [
  'address',
  'email',
  'ip',
  'cookie',
  'authorization',
  'recipient',
  'userAgent',
  'pass',
  'readerId',
  'detail',
  'parameters',
]

/**
 * An error by its words, code and place. Its other fields are left: mail servers put recipients there, databases whole
 * rows.
 */
function told(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutAddresses(String(error))
  const code = 'code' in error ? String(error.code) : undefined
  const cause = error.cause === undefined || depth >= 3 ? undefined : told(error.cause, depth + 1)
  return {
    type: error.name,
    message: withoutAddresses(error.message),
    code,
    stack: withoutAddresses(error.stack ?? ''),
    cause,
  }
}

function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),:;=[\]]+/gu, (run) => (isAddress(run) ? '[address]' : run))
}

/**
 * Something before an @, a point behind it, and something after each. By index: an expression for it would try each
 * letter of a long run again.
 */
function isAddress(run: string): boolean {
  const at = run.indexOf('@', 1)
  return at !== -1 && run.lastIndexOf('.', run.length - 2) > at + 1
}

function standardOutput(): DestinationStream {
  return process.stdout.isTTY ? { write: (line) => void process.stdout.write(forTerminal(line)) } : pino.destination(1)
}

/** `12:30:01 warn  message  key=value`, with an error's stack below. */
export function forTerminal(line: string): string {
  const { level, time, msg, error, err, ...fields }: Record<string, unknown> = JSON.parse(line)
  const words = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const head = [String(time).slice(11, 19), String(level).padEnd(5), String(msg ?? ''), ...words].join(' ')
  const fault = error ?? err
  const hasStack = typeof fault === 'object' && fault !== null && 'stack' in fault
  return `${oneLine(head)}${hasStack ? `\n${indented(String(fault.stack))}` : ''}\n`
}

/** An error's words may have lines of their own, which look like ours unless they are set off. */
function indented(stack: string): string {
  return visible(stack).replace(/\n(?!    at )/gu, '\n  ')
}

/** A terminal obeys some characters: what a stranger typed is shown, not done. */
function visible(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}
