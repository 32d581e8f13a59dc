import type { Config } from '../../config.ts'
import type { OpenHouse } from '../../house.ts'
import { proxyFaultOf, proxyFaults } from '../../kit/http/proxies.ts'
import { allNotices, type Notice } from '../../kit/notices.ts'
import { look, messageOf, ok, warning, wrong, type Finding } from './finding.ts'

/** The public address, and whether anybody answers at it. */
export async function addressFindings(config: Config): Promise<Finding[]> {
  return [
    address(config),
    ...(await look('server', () => served(config))),
    ...(await look('public address', () => reached(config))),
  ]
}

function address({ origin, isLoopback, secureCookies, host }: Config): Finding {
  if (isLoopback && host !== '127.0.0.1' && host !== 'localhost' && host !== '::1') {
    return warning(
      'address',
      `CRIER_URL is ${origin}, and the paper listens to other machines (CRIER_HOST is ${host})`,
      'Set CRIER_URL to the address that readers use.',
    )
  }
  if (isLoopback) return ok('address', `${origin}, for this machine only`)
  if (!secureCookies)
    return wrong(
      'address',
      `${origin} is not encrypted: votes, comments and cookies travel in plain text`,
      'Put a proxy with a certificate in front of the paper (Caddy obtains one automatically) ' +
        'and set CRIER_URL to its https address.',
    )
  return ok('address', `${origin}, with cookies for https only`)
}

const patienceMs = 5_000

/** Where this machine calls a server that listens at every address. */
const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

async function served({ host, port }: Config): Promise<Finding> {
  if (port === 0) return ok('server', 'CRIER_PORT is 0: the port is not known here')
  const name = everywhere[host] ?? host
  const origin = `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined)
  const silent = 'If the server should be running: start "crier serve" and see what it says.'
  if (answer === undefined) return warning('server', `nobody answers at ${origin}`, silent)
  if (answer.ok) return ok('server', `answers at ${origin} and is ready`)
  const said = `answers at ${origin} and is not ready: ${(await answer.text()).slice(0, 200)}`
  return wrong('server', said, 'See the findings on the database, and the log of the server.')
}

async function reached({ origin, isLoopback }: Config): Promise<Finding[]> {
  if (isLoopback) return []
  const name = 'public address'
  const remedy =
    'Check the proxy and the DNS entry. Some networks cannot reach their own public address: try from elsewhere.'
  try {
    const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(patienceMs), redirect: 'manual' })
    return [
      answer.ok
        ? ok(name, `${origin} leads here`)
        : warning(name, `${origin}/healthz answers ${answer.status}`, remedy),
    ]
  } catch (error) {
    return [
      warning(
        name,
        `${origin} cannot be reached from here: ${messageOf(error instanceof Error ? (error.cause ?? error) : error)}`,
        remedy,
      ),
    ]
  }
}

/** What the running server has noticed, and what the settings tell. */
export async function proxyFindings({ db, config }: OpenHouse): Promise<Finding[]> {
  const notices: Notice[] = await allNotices(db)
  const noticed = proxyFaults(notices, config).map(({ words, remedy }) => wrong('proxy', words, remedy))
  if (noticed.length > 0) return noticed
  const fault = proxyFaultOf(config)
  if (fault !== undefined) return [wrong('proxy', fault.words, fault.remedy)]
  return [
    ok(
      'proxy',
      config.trustedProxies.length > 0
        ? `trusted: ${config.trustedProxies.join(', ')}`
        : 'none is trusted, and none has been noticed',
    ),
  ]
}
