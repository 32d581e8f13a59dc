import { join } from 'node:path'
import {
  bouncesFault,
  bucketFault,
  databaseFault,
  dkimKeyFault,
  endpointFault,
  folderFault,
  hookFault,
  hostFault,
  lookFault,
  oneOf,
  originFault,
  proxiesFault,
  proxiesOf,
  regionFault,
  senderFault,
  urlFault,
  wholeNumber,
} from './config-checks.ts'
import { machineEnvOf } from './config-machine.ts'
import { nearest } from './kit/edit-distance.ts'
import { isLoopbackHost } from './kit/net-address.ts'
import { quoted, visible } from './kit/visible.ts'

/** What the environment says, checked and typed. The only reader of the environment in the product. */
export type Config = {
  dataDir: string
  /** What no file of this process grants to anybody else (umask). */
  umask: number
  host: string
  port: number
  /** Scheme, host and port that links, cookies and feeds are made of. The Host header never decides. */
  origin: string
  /** The public address is of this machine alone: only then may a demo be served. */
  isLoopback: boolean
  /** The made-up newspaper of whoever tries Crier: one click signs in there. */
  isDemo: boolean
  secureCookies: boolean
  /** `__Host-` under https: the browser then refuses the cookie from anywhere else (RFC 6265bis, 4.1.3). */
  cookiePrefix: '__Host-' | ''
  trustedProxies: readonly string[]
  databaseUrl: string | undefined
  smtp: { url: string; from: string } | undefined
  /** Of mails to many; what is not set is undefined. */
  mail: {
    from: string | undefined
    /** PEM. */
    dkimKey: string | undefined
    postmarkToken: string | undefined
    /** `user:password` that Postmark sends with its webhooks. */
    postmarkHook: string | undefined
    /** A maildir folder, or an IMAP mailbox. */
    bouncesUrl: string | undefined
  }
  pageCacheBytes: number
  /** On the disk; 0: none. */
  pageShelfBytes: number
  /** Open at the same time. */
  maxConnections: number
  /** What https answers say of the next ones (RFC 6797), as the header's value. */
  strictTransport: string | undefined
  /** The header in which a cache in front reads what an answer shows. */
  cacheTagHeader: CacheTagHeader | undefined
  media:
    | { kind: 'disk'; folder: string }
    | { kind: 's3'; bucket: string; endpoint: string | undefined; region: string; key: string; secret: string }
  logLevel: LogLevel
  allowLoopbackFetch: boolean
  /** Whether this process also runs the jobs. */
  worker: boolean
  /** What the start page takes in at most. */
  uploads: { exportBytes: number; mediaBytes: number }
  /** Resident memory that the process which draws pictures may have. */
  pictureMemoryMb: number
  /** What a process of ours needs of the machine's settings (libraries, fonts, language): none of Crier's. */
  machineEnv: Record<string, string>
  /** Of a preview house: the origins of the start page that shows it. */
  previewFor: readonly string[] | undefined
}

/** By whom they are read: Cloudflare and others; Fastly; Varnish. */
const cacheTagHeaders = ['Cache-Tag', 'Surrogate-Key', 'xkey'] as const
export type CacheTagHeader = (typeof cacheTagHeaders)[number]

const year = 31_536_000
/** The list that browsers come with asks for a year and for everything below the name; two years are its advice. */
const strictTransport = {
  off: undefined,
  on: `max-age=${year}`,
  subdomains: `max-age=${year}; includeSubDomains`,
  preload: `max-age=${2 * year}; includeSubDomains; preload`,
}

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** All that is wrong with the environment, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(problems: readonly string[]) {
    super(
      [
        'Crier cannot start with these settings:',
        ...problems.map((problem) => `  ${problem}`),
        '"crier config" lists every setting.',
      ].join('\n'),
    )
  }
}

type Env = Record<string, string | undefined>
type Variable = {
  default?: string
  meaning: string
  secret?: true
  /** Of several lines. */
  isText?: true
  check(value: string): string | undefined
}

const anything = () => undefined
const defaultUmask = '077'
const variables: Record<string, Variable> = {
  CRIER_DATA_DIR: {
    default: './data',
    meaning: 'folder of the database, media, outbox',
    check: folderFault,
  },
  CRIER_UMASK: {
    default: defaultUmask,
    check: umaskFault,
    meaning: 'what new files grant to nobody: 077 keeps them to this user, 027 lets its group read media',
  },
  CRIER_HOST: {
    default: '127.0.0.1',
    meaning: 'address to listen on (0.0.0.0 for all)',
    check: hostFault,
  },
  CRIER_PORT: { default: '4000', meaning: 'port to listen on (0: any free one)', check: wholeNumber(0, 65_535) },
  CRIER_URL: {
    default: 'http://localhost:PORT',
    meaning: 'public address of the paper; decides scheme, cookies and links',
    check: originFault,
  },
  CRIER_TRUSTED_PROXIES: {
    default: '',
    meaning: 'proxies whose X-Forwarded-For is believed: addresses, ranges, "loopback"',
    check: proxiesFault,
  },
  CRIER_DATABASE_URL: {
    meaning: 'postgres://user:password@host/name; without it SQLite in the data folder',
    secret: true,
    check: databaseFault,
  },
  CRIER_SMTP_URL: {
    meaning: 'smtp(s)://user:password@host:587; without it mails land in the outbox folder',
    secret: true,
    check: (value) => urlFault(value, ['smtp:', 'smtps:'], 'smtps://user:password@mail.example.org:465'),
  },
  CRIER_MAIL_FROM: {
    meaning: 'sender of mails, such as The Lantern <news@lantern.example>',
    check: senderFault,
  },
  CRIER_DKIM_KEY: {
    meaning: 'private key (PEM) that mails to many are signed with, for the setting mail.dkim',
    secret: true,
    isText: true,
    check: dkimKeyFault,
  },
  CRIER_POSTMARK_TOKEN: {
    meaning: 'server token of Postmark, for the setting mail.provider',
    secret: true,
    check: anything,
  },
  CRIER_POSTMARK_HOOK: {
    meaning: 'user:password in the address of the webhook that Postmark is given: /-/hooks/postmark',
    secret: true,
    check: hookFault,
  },
  CRIER_BOUNCES_URL: {
    meaning: 'where bounces arrive: maildir:///var/mail/bounces, or imaps://user:password@host/INBOX',
    secret: true,
    check: bouncesFault,
  },
  CRIER_PAGE_CACHE_MB: { default: '64', meaning: 'memory for rendered pages, in MB', check: wholeNumber(1, 65_536) },
  CRIER_PAGE_SHELF_MB: {
    default: '1024',
    meaning: 'disk for rendered pages that outlive memory and a restart, in MB (0: none)',
    check: wholeNumber(0, 1_048_576),
  },
  CRIER_MAX_CONNECTIONS: {
    default: '4000',
    meaning: 'connections open at the same time; idle ones make room for new ones',
    check: wholeNumber(10, 1_000_000),
  },
  CRIER_HSTS: {
    default: 'on',
    meaning: 'under https, browsers come back by https only: off, on, subdomains, preload',
    check: oneOf(Object.keys(strictTransport)),
  },
  CRIER_CACHE_TAGS: {
    default: 'off',
    meaning: `header of tags for a cache in front, which takes it off: off, ${cacheTagHeaders.join(', ')}`,
    check: oneOf(['off', ...cacheTagHeaders]),
  },
  CRIER_S3_BUCKET: { meaning: 'bucket for media; without it the media folder', check: bucketFault },
  CRIER_S3_ENDPOINT: { meaning: 'address of an S3-compatible store', check: endpointFault },
  CRIER_S3_REGION: { default: 'auto', meaning: 'region of the bucket', check: regionFault },
  CRIER_S3_KEY: { meaning: 'access key of the bucket', secret: true, check: anything },
  CRIER_S3_SECRET: { meaning: 'secret key of the bucket', secret: true, check: anything },
  CRIER_LOG_LEVEL: { default: 'info', meaning: logLevels.join(', '), check: oneOf(logLevels) },
  CRIER_ALLOW_LOOPBACK_FETCH: {
    default: 'no',
    meaning: 'let outgoing requests reach this machine (tests)',
    check: oneOf(['yes', 'no']),
  },
  CRIER_UPLOAD_EXPORT_MB: {
    default: '2048',
    meaning: 'largest export that the start page takes, in MB',
    check: wholeNumber(1, 1_000_000),
  },
  CRIER_UPLOAD_MEDIA_MB: {
    default: '20480',
    meaning: 'largest zip of pictures that the start page takes, in MB',
    check: wholeNumber(1, 10_000_000),
  },
  CRIER_PICTURE_MEMORY_MB: {
    default: '512',
    meaning: 'memory that drawing a picture may take, in MB',
    check: wholeNumber(256, 65_536),
  },
  CRIER_WORKER: { default: 'yes', meaning: 'run background jobs in this process too', check: oneOf(['yes', 'no']) },
}

/**
 * @throws ConfigError naming every variable that is wrong and what would be right. `readFile` serves the `*_FILE` form
 * of secrets.
 */
export function readConfig(env: Env, readFile?: (path: string) => string): Config {
  const { values, problems } = readValues(env, readFile)
  if (values.CRIER_SMTP_URL !== undefined && values.CRIER_MAIL_FROM === undefined)
    problems.push(
      'CRIER_MAIL_FROM is missing: with CRIER_SMTP_URL, say who mails come from, such as news@lantern.example',
    )
  if (
    values.CRIER_S3_BUCKET !== undefined &&
    (values.CRIER_S3_KEY === undefined || values.CRIER_S3_SECRET === undefined)
  )
    problems.push('CRIER_S3_KEY and CRIER_S3_SECRET are missing: CRIER_S3_BUCKET needs both')
  if (problems.length > 0) throw new ConfigError(problems)
  const origin = new URL(values.CRIER_URL ?? `http://localhost:${values.CRIER_PORT}`)
  const secureCookies = origin.protocol === 'https:'
  return {
    dataDir: values.CRIER_DATA_DIR ?? './data',
    umask: umaskOf(values),
    host: values.CRIER_HOST ?? '127.0.0.1',
    port: Number(values.CRIER_PORT),
    origin: origin.origin,
    isLoopback: isLoopbackHost(origin.hostname),
    isDemo: false,
    secureCookies,
    cookiePrefix: secureCookies ? '__Host-' : '',
    trustedProxies: proxiesOf(values.CRIER_TRUSTED_PROXIES ?? ''),
    databaseUrl: values.CRIER_DATABASE_URL,
    smtp:
      values.CRIER_SMTP_URL === undefined
        ? undefined
        : { url: values.CRIER_SMTP_URL, from: values.CRIER_MAIL_FROM ?? '' },
    mail: {
      from: values.CRIER_MAIL_FROM,
      dkimKey: values.CRIER_DKIM_KEY,
      postmarkToken: values.CRIER_POSTMARK_TOKEN,
      postmarkHook: values.CRIER_POSTMARK_HOOK,
      bouncesUrl: values.CRIER_BOUNCES_URL,
    },
    pageCacheBytes: Number(values.CRIER_PAGE_CACHE_MB) * 1024 * 1024,
    pageShelfBytes: Number(values.CRIER_PAGE_SHELF_MB) * 1024 * 1024,
    maxConnections: Number(values.CRIER_MAX_CONNECTIONS),
    media: mediaOf(values),
    strictTransport: secureCookies ? strictTransportOf(values.CRIER_HSTS) : undefined,
    cacheTagHeader: cacheTagHeaders.find((header) => header === values.CRIER_CACHE_TAGS),
    logLevel: logLevels.find((level) => level === values.CRIER_LOG_LEVEL) ?? 'info',
    allowLoopbackFetch: values.CRIER_ALLOW_LOOPBACK_FETCH === 'yes',
    worker: values.CRIER_WORKER === 'yes',
    uploads: {
      exportBytes: Number(values.CRIER_UPLOAD_EXPORT_MB) * 1024 * 1024,
      mediaBytes: Number(values.CRIER_UPLOAD_MEDIA_MB) * 1024 * 1024,
    },
    previewFor: undefined,
    pictureMemoryMb: Number(values.CRIER_PICTURE_MEMORY_MB),
    machineEnv: machineEnvOf(env),
  }
}

/** The umask of a process that begins and of those that it starts. A wrong setting is named by `readConfig`. */
export function umaskOf({ CRIER_UMASK: value = defaultUmask }: Env): number {
  return Number.parseInt(umaskFault(value) === undefined ? value : defaultUmask, 8)
}

export type ConfigRow = {
  name: string
  value: string
  source: 'environment' | 'file' | 'default' | 'not set'
  meaning: string
}

/** Every variable as `crier config` lists it; secrets are masked. */
export function configRows(env: Env): ConfigRow[] {
  return Object.entries(variables).map(([name, variable]) => {
    const source = env[name]
      ? 'environment'
      : env[`${name}_FILE`]
        ? 'file'
        : variable.default === undefined
          ? 'not set'
          : 'default'
    const value =
      source === 'file'
        ? `(from ${env[`${name}_FILE`]})`
        : source === 'environment' && variable.secret
          ? '********'
          : (env[name] ?? variable.default ?? '')
    return { name, value, source, meaning: variable.meaning }
  })
}

function readValues(env: Env, readFile: ((path: string) => string) | undefined): { values: Env; problems: string[] } {
  const values: Env = {}
  const problems: string[] = []
  for (const [name, variable] of Object.entries(variables)) {
    const value = valueOf(name, variable, env, readFile, problems)
    const fault =
      value === undefined || value === '' || (value === variable.default && !env[name])
        ? undefined
        : ((variable.isText ? undefined : lookFault(value)) ?? variable.check(value))
    if (fault !== undefined)
      problems.push(`${name} ${fault}${variable.secret ? '' : `, and is ${quoted(value ?? '')}`}`)
    values[name] = value === '' || (name === 'CRIER_URL' && value === variable.default) ? undefined : value
  }
  for (const name of Object.keys(env)) {
    const isUnknown =
      name.startsWith('CRIER_') &&
      !(name in variables) &&
      !(name.endsWith('_FILE') && variables[name.slice(0, -5)]?.secret)
    if (isUnknown) problems.push(`${visible(name)} is not a setting of Crier${suggestion(name)}`)
  }
  return { values, problems }
}

function valueOf(
  name: string,
  variable: Variable,
  env: Env,
  readFile: ((path: string) => string) | undefined,
  problems: string[],
): string | undefined {
  const file = env[`${name}_FILE`]
  if (variable.secret && file && readFile) {
    try {
      const value = readFile(file).trim()
      // As if it were not set, another paper would be served in the place of the one that is meant.
      if (value === '') problems.push(`${name}_FILE names a file that is empty: ${file}`)
      return value
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read: ${file}`)
    }
  }
  return env[name] || variable.default
}

function strictTransportOf(choice: string | undefined): string | undefined {
  return Object.entries(strictTransport).find(([name]) => name === choice)?.[1]
}

function mediaOf(values: Env): Config['media'] {
  if (values.CRIER_S3_BUCKET === undefined)
    return { kind: 'disk', folder: join(values.CRIER_DATA_DIR ?? './data', 'media') }
  return {
    kind: 's3',
    bucket: values.CRIER_S3_BUCKET,
    endpoint: values.CRIER_S3_ENDPOINT,
    region: values.CRIER_S3_REGION ?? 'auto',
    key: values.CRIER_S3_KEY ?? '',
    secret: values.CRIER_S3_SECRET ?? '',
  }
}

/** The owner keeps everything, and strangers get nothing: the data folder holds keys and addresses. */
function umaskFault(value: string): string | undefined {
  return /^0?0[0-7]7$/u.test(value) ? undefined : 'must be 077 (this user alone) or 027 (its group may read)'
}

function suggestion(name: string): string {
  const meant = nearest(name, Object.keys(variables))
  return meant === undefined ? '' : `; did you mean ${meant}?`
}
