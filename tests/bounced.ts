/** What comes back of what was sent. */
import { deliveryName } from '../src/deliveries/verp.ts'
import type { TestHouse } from './house.ts'
import { aSender } from './sending.ts'
import { sendTo, someSubscribers } from './some-sendings.ts'

/** As mail servers write them (RFC 3464). */
export function aReport(to: string, { action = 'failed', status = '5.1.1', messageId = '' } = {}): Buffer {
  const lines = [
    'From: MAILER-DAEMON@mail.example',
    `To: <${to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to inform you.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    '',
    'Final-Recipient: rfc822; reader1@example.org',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <reader1@example.org>: no such',
    '  mailbox',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: news@lantern.example',
    `Message-ID: <${messageId}>`,
    '',
    '--b--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

export function aNoteOfAbsence(to: string): Buffer {
  const head = ['From: reader1@example.org', `To: <${to}>`, 'Subject: I am away', 'Auto-Submitted: auto-replied']
  return Buffer.from([...head, '', 'Action: failed', 'Status: 5.1.1', 'I am back on Monday.', ''].join('\r\n'))
}

/** What has gone to so many, and by which name each of them is known. */
export async function sent(
  house: TestHouse,
  count = 1,
): Promise<{ sendingId: number; ids: number[]; nameOf(id: number): string }> {
  const ids = await someSubscribers(house, count)
  const sendingId = await sendTo(house, { ids })
  await aSender(house).drain()
  return { sendingId, ids, nameOf: (subscriberId) => deliveryName(house, { sendingId, subscriberId }) }
}
