import { system } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { publicId } from '../../kit/ids.ts'
import { insertMail, setOutcome } from '../../readers/mail-store.ts'
import { putIntoOutbox } from '../../readers/mail.ts'
import { openEncoder } from '../mail-encoding.ts'
import type { MailWay } from '../mail-way.ts'

/** If no mail server is set up: the mailbox page shows these files, and any mail program can open them. */
export function outboxWay(house: House): MailWay {
  const encoder = openEncoder()
  return {
    atOnce: 20,
    close: () => {},
    async send(letter) {
      const id = publicId()
      const at = house.clock.now()
      await putIntoOutbox(house, { publicId: id, createdAt: at }, encoder.encode(letter))
      await house.write(system, async (tx) => {
        const { addressId, subject, text, html } = letter
        const mailId = await insertMail(tx, id, { kind: 'alerts', addressId, subject, text, html, at })
        await setOutcome(tx, mailId, 'outbox', at)
      })
      return { kind: 'accepted' }
    },
  }
}
