import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import type { Lane } from './lane.ts'
import { letterFor } from './mail-message.ts'
import type { MailWay } from './mail-way.ts'
import { outboxWay } from './ways/outbox.ts'
import { postmarkWay } from './ways/postmark.ts'
import { smtpWay } from './ways/smtp.ts'

/** The connection to the provider stays open between two chunks, until the settings name another. */
const openWays = perHouse((): { now?: { key: string; way: MailWay } } => ({}))

export function openMailLane(house: House): Lane {
  const { perSecond, domains } = house.settings.current().mail
  const way = wayOf(house)
  const isOutbox = house.config.smtp === undefined && house.config.mail.postmarkToken === undefined
  return {
    window: windowOf(perSecond, way.atOnce),
    pace: {
      rate: isOutbox ? undefined : { name: 'mail', perSecond },
      rateOf({ address }) {
        const domain = address?.slice(address.lastIndexOf('@') + 1) ?? ''
        const own = Object.hasOwn(domains, domain) ? domains[domain] : undefined
        return own === undefined ? undefined : { name: `mail:${domain}`, perSecond: own }
      },
    },
    async hand({ sending, composed, row }, signal) {
      const { address, addressId, detail, language, timeZone, publicId, subscriberId } = row
      if (composed.mail === undefined || address === null || addressId === null)
        return { kind: 'failed', fault: 'there is no mail for this' }
      const words = composed.mail({ subscriberId, publicId, language, timeZone, detail })
      if (words === undefined) return { kind: 'failed', fault: 'there is nothing left to say to them' }
      const recipient = { subscriberId, publicId, address, addressId }
      return way.send(letterFor(house, { sending, words, recipient }), signal)
    },
  }
}

/** Enough to keep the connections busy while the database writes, but not more than can be looked through. */
function windowOf(perSecond: number, atOnce: number): number {
  return Math.max(atOnce, Math.min(atOnce * 16, Math.ceil(perSecond / 10)))
}

/** Closes the connections of a house that is being closed. */
export function closeMailWay(house: Pick<House, 'write'>): void {
  const open = openWays(house)
  open.now?.way.close()
  delete open.now
}

function wayOf(house: House): MailWay {
  const { provider, connections, dkim } = house.settings.current().mail
  const { smtp, mail } = house.config
  const key = JSON.stringify([provider, connections, dkim])
  const open = openWays(house)
  if (open.now?.key === key) return open.now.way
  const signing = dkim.domain !== '' && mail.dkimKey !== undefined
  const way =
    provider === 'postmark' && mail.postmarkToken !== undefined
      ? postmarkWay(house, mail.postmarkToken)
      : smtp === undefined
        ? outboxWay(house)
        : smtpWay({
            url: smtp.url,
            connections,
            dkim: signing ? { ...dkim, privateKey: mail.dkimKey ?? '' } : undefined,
          })
  // Messages in flight finish on the old one.
  open.now?.way.close()
  open.now = { key, way }
  return way
}
