import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { mailboxFault } from '../../deliveries/bounces/mailbox-fault.ts'
import type { OpenHouse } from '../../house.ts'
import { readSmtpFailure } from '../../kit/smtp-failure.ts'
import { tryConnection } from '../../kit/smtp.ts'
import { ago, look, ok, warning, wrong, type Finding } from './finding.ts'
import { mailsByOutcome, suppressionsByReason } from './store.ts'

const [hour, day] = [3_600_000, 86_400_000]

/** Whether mail goes out: the way to the server, what it gave back, who is written to no more. */
export async function mailFindings(house: OpenHouse): Promise<Finding[]> {
  return [
    ...(await look('mail server', () => way(house.config))),
    ...(await look('mails', () => sent(house))),
    ...(await look('bounces', () => bounces(house))),
    ...(await look('suppressed addresses', () => suppressed(house))),
  ]
}

const patienceMs = 10_000

/** Connects and signs in as for a mail, and sends none. */
async function way({ smtp, dataDir, isLoopback }: Config): Promise<Finding> {
  if (smtp === undefined) {
    const lying = (await readdir(join(dataDir, 'outbox')).catch(() => [])).length
    const words = `none is set: mails land in the outbox folder, where ${lying === 1 ? '1 lies' : `${lying} lie`}`
    return isLoopback
      ? ok('mail server', words)
      : warning('mail server', words, 'Set CRIER_SMTP_URL and CRIER_MAIL_FROM.')
  }
  try {
    if (await tryConnection(smtp.url, patienceMs)) return ok('mail server', 'takes our connection; nothing was sent')
    return wrong(
      'mail server',
      'did not answer within ten seconds',
      'Check host and port in CRIER_SMTP_URL, and any firewall in between.',
    )
  } catch (error) {
    return wrong(
      'mail server',
      readSmtpFailure(error).words,
      'Check CRIER_SMTP_URL: host, port, user, password, smtp or smtps.',
    )
  }
}

async function sent({ db, clock }: OpenHouse): Promise<Finding> {
  const now = clock.now()
  const rows = await mailsByOutcome(db, now - 7 * day)
  const counted = (outcome: string | null) => rows.find((row) => row.outcome === outcome)
  const [failed, waiting] = [counted('failed')?.count ?? 0, counted(null)]
  const counts = rows.map(({ outcome, count }) => `${count} ${outcome ?? 'waiting'}`)
  const words = `in seven days: ${counts.join(', ') || 'none'}`
  if (waiting !== undefined && waiting.oldestAt < now - hour)
    return warning(
      'mails',
      `${words}; the oldest has waited for more than an hour`,
      'See the finding on the mail server, and check that jobs are being processed.',
    )
  return failed > 0
    ? warning('mails', words, 'The log says why each was refused; no more mail goes to a mailbox that is gone.')
    : ok('mails', words)
}

async function bounces(house: OpenHouse): Promise<Finding[]> {
  if (house.config.mail.bouncesUrl === undefined) return []
  const fault = await mailboxFault(house)
  if (fault === undefined) return [ok('bounces', 'no fault of their mailbox is known')]
  return [
    wrong(
      'bounces',
      `${fault.words} (for ${ago(house.clock.now() - fault.since)})`,
      'Check CRIER_BOUNCES_URL: host, user, password, the name of the mailbox. It is tried again every five minutes.',
    ),
  ]
}

async function suppressed({ db }: OpenHouse): Promise<Finding> {
  const rows = await suppressionsByReason(db)
  const count = (why: string) => rows.find((row) => row.why === why)?.count ?? 0
  return ok('suppressed addresses', `${count('left')} asked for no more mail, ${count('refused')} mailboxes are gone`)
}
