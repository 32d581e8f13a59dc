/** A mailbox of bounces that cannot be read: noted for staff once, until it answers again. */
import type { Config } from '../../config.ts'
import { system } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { dropNoticeIn, noteIn, noticeNamed, type Notice } from '../../kit/notices.ts'

/** What is wrong with it, in words for staff. */
export class MailboxFault extends Error {
  override readonly name = 'MailboxFault'
}

const name = 'bounces-mailbox'

type Noting = Pick<House, 'config' | 'clock' | 'log' | 'db' | 'write'>

/** What was wrong with the last look; undefined if it went well. The log says each fault once. */
export async function noteLook(house: Noting, fault: MailboxFault | undefined): Promise<void> {
  const known = await noticeNamed(house.db, name)
  const at = house.clock.now()
  if (fault === undefined) {
    if (known !== undefined) await house.write(system, (tx) => dropNoticeIn(tx, name))
    return
  }
  const detail = { words: fault.message, place: placeOf(house.config) }
  if (!isOf(known, house.config) || known.detail.words !== fault.message) house.log.warn(fault.message)
  await house.write(system, async (tx) => {
    if (known !== undefined && !isOf(known, house.config)) await dropNoticeIn(tx, name)
    await noteIn(tx, { name, detail, at })
  })
}

/** With which words the mailbox of these settings has failed, and since when. */
export async function mailboxFault({
  db,
  config,
}: Pick<House, 'db' | 'config'>): Promise<{ words: string; since: number } | undefined> {
  const known = await noticeNamed(db, name)
  return isOf(known, config) ? { words: known.detail.words ?? '', since: known.firstAt } : undefined
}

function isOf(known: Notice | undefined, config: Config): known is Notice {
  return known !== undefined && config.mail.bouncesUrl !== undefined && known.detail.place === placeOf(config)
}

/** Without user and password. */
function placeOf({ mail: { bouncesUrl = '' } }: Pick<Config, 'mail'>): string {
  const { protocol, host, pathname } = new URL(bouncesUrl)
  return `${protocol}//${host}${pathname}`
}
