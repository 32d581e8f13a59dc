import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { execFile } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { resumeSending } from '../src/deliveries/deeds.ts'
import { letterFor } from '../src/deliveries/mail-message.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { pauseRestored } from '../src/deliveries/tables.ts'
import { postmarkWay } from '../src/deliveries/ways/postmark.ts'
import { openHouse } from '../src/house.ts'
import { backupHouse } from '../src/kit/backup.ts'
import { operator } from '../src/kit/db/schema.ts'
import type { PageRequest } from '../src/kit/http/answers.ts'
import { restoreHouse } from '../src/kit/restore.ts'
import { migrations } from '../src/migrations.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { showMailbox, showMailHtml } from '../src/site/reader/mailbox-pages.ts'
import { childEnv } from './child-env.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aMailService } from './mail-service.ts'
import { aSender, setMail } from './sending.ts'
import { sendTo, someSubscribers } from './some-sendings.ts'

const from = { CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>' }

test('a mail that we sign is found to be ours, with everything that says how to leave', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const published = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  await using service = await aMailService()
  await using house = await aHouse('sqlite', {
    ...from,
    CRIER_SMTP_URL: service.url,
    CRIER_DKIM_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  })
  await setMail(house, { perSecond: 1_000, dkim: { domain: 'lantern.example', selector: 'crier2026' } })
  await sendTo(house, { ids: await someSubscribers(house, 1) })
  await aSender(house).drain()
  const [raw = ''] = service.mails.get('reader1@example.org') ?? []
  const asked: string[] = []
  const resolver = async (name: string) => {
    asked.push(name)
    return [[`v=DKIM1; k=rsa; p=${published}`]]
  }
  const { results } = await dkimVerify(raw, { resolver, curTime: new Date(house.clock.now()) })
  expect(asked).toContain('crier2026._domainkey.lantern.example')
  expect(results).toMatchObject([{ signingDomain: 'lantern.example', status: { result: 'pass' } }])
  const signed = /;\s*h=([^;]+);/u.exec(raw)?.[1]?.replaceAll(/\s/gu, '').toLowerCase().split(':')
  expect(signed).toEqual(expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post']))
  const changed = await dkimVerify(raw.replace('Ferry delayed', 'Ferry on time'), { resolver })
  expect(changed.results[0]?.status.result).toBe('fail')
})

/** Postmark as its documents say it answers. */
async function aPostmark() {
  const calls: { token: string | undefined; body: Record<string, unknown> }[] = []
  const answer = { status: 200, body: { ErrorCode: 0, Message: 'OK' }, headers: {} }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const token = request.headers['x-postmark-server-token']
      calls.push({ token: String(token), body: JSON.parse(Buffer.concat(chunks).toString()) })
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(JSON.stringify(answer.body))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/email`,
    calls,
    answer,
    close: () => server.close(),
  }
}

test('Postmark is given the mail as it is, and what it answers is understood', async () => {
  const postmark = await aPostmark()
  await using house = await aHouse('sqlite', from)
  const way = postmarkWay(house, 'the-token', postmark.url)
  const words = { subject: 'Ferry delayed', html: '<p>Ships', text: 'Ships', topic: 'alert-1', listName: 'Alerts' }
  const recipient = { subscriberId: 1, publicId: 'a'.repeat(16), address: 'reader@example.org', addressId: 1 }
  const letter = letterFor(house, { sending: { id: 1, kind: 'alert' }, words, recipient })
  const { signal } = new AbortController()
  expect(await way.send(letter, signal)).toEqual({ kind: 'accepted' })
  const [call] = postmark.calls
  expect(call).toMatchObject({
    token: 'the-token',
    body: { To: 'reader@example.org', Subject: 'Ferry delayed', MessageStream: 'broadcast', TrackLinks: 'None' },
  })
  const headers = new Map((call?.body['Headers'] as { Name: string; Value: string }[]).map((h) => [h.Name, h.Value]))
  expect(headers.get('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  expect(headers.get('X-PM-KeepID')).toBe('true')
  const outcomeWhen = (status: number, code: number, more: object = {}) => {
    Object.assign(postmark.answer, {
      status,
      body: { ErrorCode: code, Message: 'for reader@example.org' },
      headers: more,
    })
    return way.send(letter, signal)
  }
  expect(await outcomeWhen(422, 406)).toEqual({ kind: 'bounced', fault: 'Postmark answered 422, error 406' })
  expect(await outcomeWhen(422, 300)).toMatchObject({ kind: 'failed' })
  expect(await outcomeWhen(413, 0)).toMatchObject({ kind: 'failed' })
  expect(await outcomeWhen(429, 0, { 'retry-after': '30' })).toMatchObject({ kind: 'away', afterMs: 30_000 })
  expect(await outcomeWhen(401, 10)).toMatchObject({ kind: 'away' })
  postmark.close()
})

test('without a mail server, mails stand in the mailbox, their HTML in a frame where nothing runs', async () => {
  await using house = await aHouse('sqlite', from)
  await setSetting(house, operator, { key: 'demo', value: true })
  const id = await sendTo(house, { ids: await someSubscribers(house, 3) })
  await aSender(house).drain()
  expect((await progressOf(house.db, id))?.counts.email.accepted).toBe(3)
  const list = await shown(house, showMailbox)
  expect(list.html.match(/Ferry delayed/gu)).toHaveLength(3)
  const mailId = /href="\/-\/mailbox\/([\w-]+)"/u.exec(list.html)?.[1] ?? ''
  const { html } = await shown(house, showMailbox, mailId)
  expect(html).toContain(`<iframe src="/-/mailbox/${mailId}/html"`)
  expect(html).toMatch(/<iframe [^>]*sandbox="allow-top-navigation-by-user-activation"/u)
  const part = await shown(house, showMailHtml, mailId)
  expect(part.policy).toMatch(/^default-src 'none'.*; sandbox /u)
  expect(part.html).toContain('<p>Ships first.</p>')
})

/** As for somebody on this machine, who alone gets so far. */
async function shown(house: TestHouse, show: typeof showMailbox, id?: string) {
  const answer = await show(house, { params: id === undefined ? {} : { id } } as unknown as PageRequest)
  if (answer.kind !== 'html') throw new Error(`the mailbox answers with ${answer.kind}`)
  return { html: String(answer.html), policy: 'policy' in answer ? String(answer.policy) : '' }
}

test('a restored paper sends nothing until a person says so', async () => {
  await using service = await aMailService()
  const folder = mkdtempSync(join(tmpdir(), 'crier-restored-'))
  const env = (name: string) => ({ ...from, CRIER_DATA_DIR: join(folder, name), CRIER_LOG_LEVEL: 'silent' })
  const house = await openHouse(readConfig(env('before')))
  const id = await sendTo(house, { ids: await someSubscribers(house, 5) })
  const file = join(folder, 'backup.tar')
  await backupHouse(house, file)
  await house[Symbol.asyncDispose]()
  await restoreHouse(file, join(folder, 'after'), migrations, [pauseRestored])
  const restored = await openHouse(readConfig({ ...env('after'), CRIER_SMTP_URL: service.url }))
  const sender = aSender(restored)
  await sender.drain()
  expect(service.taken.size).toBe(0)
  const paused = await progressOf(restored.db, id)
  expect([paused?.state, paused?.pauseReason]).toEqual(['paused', expect.stringContaining('restored from a backup')])
  expect(paused).toMatchObject({ pauseCode: 'paused-restored', pauseParams: {} })
  await resumeSending(restored, operator, { sendingId: id })
  await sender.drain()
  expect(service.taken.size).toBe(5)
  await restored[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('crier mail check', () => {
  test('says rule by rule what is wrong, and exits with 1', { timeout: 60_000 }, async () => {
    await using service = await aMailService()
    const folder = mkdtempSync(join(tmpdir(), 'crier-mail-check-'))
    const env = { ...childEnv, ...from, CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', CRIER_SMTP_URL: service.url }
    const crier = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((done) =>
        execFile(process.execPath, [inject('program'), ...args], { env }, (error, out, err) =>
          done({ code: typeof error?.code === 'number' ? error.code : Number(error !== null), out: out + err }),
        ),
      )
    expect(await crier('init')).toMatchObject({ code: 0 })
    const { code, out } = await crier('mail', 'check')
    expect(code).toBe(1)
    expect(out).toMatch(/^WRONG {2}TLS: The connection to the mail server is not encrypted/mu)
    expect(out).toMatch(/^WRONG {2}postal address: /mu)
    expect(out).toMatch(/^ok {5}headers: Mails name their list/mu)
    const { out: json } = await crier('mail', 'check', '--json')
    expect(JSON.parse(json)).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: 'TLS', verdict: 'wrong' })]),
    )
    rmSync(folder, { recursive: true, force: true })
  })
})
