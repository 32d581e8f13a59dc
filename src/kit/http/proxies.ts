/**
 * From which address a reader comes, as far as that can be known. A proxy that is not trusted (CRIER_TRUSTED_PROXIES)
 * stands there for everybody; what would go by the address then abstains, and the publisher is told. Headers alone
 * decide nothing, since anybody can send them: see decision 074 for what an attacker gains by doing so.
 */
import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config.ts'
import { system } from '../db/schema.ts'
import type { House } from '../house.ts'
import { parseAddress } from '../net-address.ts'
import { noteIn, type Notice } from '../notices.ts'
import { clientHop } from '../prefix-hash.ts'
import { isDue } from '../reminders.ts'

/** The headers by which proxies say for whom they ask. */
const naming = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'] as const
/** No reader on the internet connects from such an address: a proxy does, or a neighbour of the server. */
const inner = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'])

/** Shares are taken over this long and the time before it. */
const windowMs = 600_000
/** A proxy names somebody in nearly every request that it passes on. */
const nearlyAll = 0.9
/** Fewer requests say nothing about who stands before the paper. */
const enough = 50
const maxAddresses = 1_000

type Asking = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }
export type Proxies = {
  /**
   * Undefined: not known, since a proxy stands there. Empty: the connection is gone, and nobody waits for an answer.
   */
  addressOf(request: Asking): string | undefined
}

type Share = { since: number; forwarded: number; all: number; before: { forwarded: number; all: number } }
type Proxying = Pick<House, 'config' | 'clock' | 'log' | 'write'>

export function openProxies(house: Proxying): Proxies {
  const { trustedProxies } = house.config
  const ofInner = new Map<string, Share>()
  const everybody = newShare(house.clock.now())

  return {
    addressOf({ headers, socket }) {
      const { remoteAddress: remote } = socket
      if (remote === undefined) return ''
      const forwarded = headers['x-forwarded-for']
      const { address, isSilent, isForwarded } = clientHop(
        remote,
        Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
        trustedProxies,
      )
      if (isSilent) return hide(house, 'proxy-silent', address)
      const isNamed = isForwarded || (forwarded === undefined && naming.some((name) => headers[name] !== undefined))
      const now = house.clock.now()
      if (!isInner(address)) {
        if (count(everybody, isNamed, now) >= nearlyAll && everybody.all >= enough) notice(house, 'proxy-public', '')
        return address
      }
      count(everybody, false, now)
      const share = count(shareOf(ofInner, address, now), isNamed, now)
      return isNamed && share >= nearlyAll ? hide(house, 'proxy-untrusted', address) : address
    },
  }
}

function newShare(now: number): Share {
  return { since: now, forwarded: 0, all: 0, before: { forwarded: 0, all: 0 } }
}

function shareOf(shares: Map<string, Share>, address: string, now: number): Share {
  const share = shares.get(address) ?? newShare(now)
  shares.delete(address)
  shares.set(address, share)
  if (shares.size > maxAddresses) shares.delete(shares.keys().next().value ?? '')
  return share
}

/** Which part of the requests of this and the last window were passed on for somebody, this one among them. */
function count(share: Share, isForwarded: boolean, now: number): number {
  if (now - share.since >= windowMs) {
    const { forwarded, all } = share
    const isFresh = now - share.since < 2 * windowMs
    Object.assign(share, newShare(now), isFresh && { before: { forwarded, all } })
  }
  share.all++
  if (isForwarded) share.forwarded++
  return (share.forwarded + share.before.forwarded) / (share.all + share.before.all)
}

function isInner(address: string): boolean {
  const parsed = parseAddress(address)
  return parsed !== undefined && inner.has(parsed.range())
}

type NoticeName = 'proxy-untrusted' | 'proxy-silent' | 'proxy-public'

function hide(house: Proxying, name: NoticeName, proxy: string): undefined {
  notice(house, name, proxy)
  return undefined
}

/** Said once an hour, and kept for the next start. `proxy` is an inner address: no reader's. */
function notice(house: Proxying, name: NoticeName, proxy: string): void {
  const at = house.clock.now()
  if (!isDue(house.log, `${name} ${proxy}`, at)) return
  const detail = { proxy, trusted: house.config.trustedProxies.join(', ') }
  const { words, remedy } = wordsOf(name, proxy)
  house.log.warn({ ...(proxy !== '' && { proxy }), remedy }, words)
  house
    .write(system, (tx) => noteIn(tx, { name, detail, at }))
    .catch((error: unknown) => house.log.error({ error }, 'a notice was not kept'))
}

export type ProxyWords = { words: string; remedy: string }

/** What was noticed under the settings that are in force, in words. Under other settings it has to be noticed again. */
export function proxyFaults(notices: readonly Notice[], config: Pick<Config, 'trustedProxies'>): ProxyWords[] {
  const now = config.trustedProxies.join(', ')
  return notices.flatMap(({ name, detail }) =>
    isProxyNotice(name) && detail.trusted === now ? [wordsOf(name, detail.proxy ?? '')] : [],
  )
}

/** Crier itself speaks no TLS: under an https address something stands before it. */
export function proxyFaultOf(
  config: Pick<Config, 'secureCookies' | 'trustedProxies' | 'origin'>,
): ProxyWords | undefined {
  if (!config.secureCookies || config.trustedProxies.length > 0) return undefined
  const known = `CRIER_URL is ${config.origin}, so a proxy stands before the paper; CRIER_TRUSTED_PROXIES is not set`
  return {
    words: `${known}: readers cannot be told apart`,
    remedy: 'Set CRIER_TRUSTED_PROXIES to the address of the proxy, or to "loopback" when it runs on this machine.',
  }
}

function isProxyNotice(name: string): name is NoticeName {
  return ['proxy-untrusted', 'proxy-silent', 'proxy-public'].includes(name)
}

const consequence = 'readers cannot be told apart, and limits and poll rules by network abstain'

function wordsOf(name: NoticeName, proxy: string): ProxyWords {
  if (name === 'proxy-untrusted') {
    const isLoopback = parseAddress(proxy)?.range() === 'loopback'
    return {
      words: `a proxy at ${proxy} is not trusted: ${consequence}`,
      remedy: `Add "${isLoopback ? 'loopback' : proxy}" to CRIER_TRUSTED_PROXIES.`,
    }
  }
  if (name === 'proxy-silent') {
    return {
      words: `the trusted proxy at ${proxy} does not say for whom it asks: ${consequence}`,
      remedy: 'Have it add X-Forwarded-For. nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    }
  }
  return {
    words:
      'nearly all requests name somebody behind a public address that is not trusted: readers may count as one network',
    remedy:
      'If a CDN or load balancer stands before the paper, add the ranges that its operator publishes to ' +
      'CRIER_TRUSTED_PROXIES. List nothing that is not yours.',
  }
}
