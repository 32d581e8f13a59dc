import { basename } from 'node:path'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { NetRefusal } from '../kit/net.ts'
import { failedAs, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import type { MediaRefusal } from './refusals.ts'
import { maxPictureBytes } from './sound.ts'
import { takeInMedia, type TakenIn } from './take-in.ts'

/** A picture or file from a web address, fetched as every other outgoing request: never from within our own network. */
export async function takeInFrom(house: House, actor: Actor, { url }: { url: string }): Promise<TakenIn> {
  assertCan(actor, 'media.add')
  try {
    const answer = await house.fetch(url, { maxBytes: maxPictureBytes })
    const { host } = new URL(url)
    const { status } = answer
    if (status !== 200)
      return refused('address-answered', `${host} answered with ${status}.`, { params: { host, status } })
    const fileName = basename(decodedPath(answer.url))
    return await takeInMedia(house, actor, { bytes: answer.bytes, fileName, sourceUrl: answer.url })
  } catch (error) {
    if (error instanceof NetRefusal) return refused('address-refused', error.message)
    throw error
  }
}

function refused(code: MediaRefusal, words: string, more?: Pick<Failure, 'params'>): Failure {
  return failedAs(code, 'invalid', words, more)
}

function decodedPath(url: string): string {
  const { pathname } = new URL(url)
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}
