/** About how many followed an alert's link, counted by the hour; nobody is identified. */
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { addClicks, clicksByHour } from './log-store.ts'

const hour = 3_600_000
/** Counted in memory and written together: a crash loses this many milliseconds of clicks. */
const writeAfterMs = 5_000
/** Of one network, to one alert, so many are counted together: more in five seconds is a program that checks mail. */
const mostOfNetwork = 5
/** Networks that are told apart meanwhile; nobody's readers come from more. */
const mostNetworks = 20_000

type Counted = {
  clicks: Map<string, { alertId: number; hour: number; clicks: number }>
  /** In memory alone, until what was counted is written. */
  networks: Map<string, number>
  timer?: NodeJS.Timeout
}
const countedIn = perHouse((): Counted => ({ clicks: new Map(), networks: new Map() }))

/** `address`: of whom it comes from, undefined where that is not known. */
export function countClick(house: House, alertId: number, address: string | undefined): void {
  const counted = countedIn(house)
  if (address !== undefined && !isOneOfFew(counted.networks, `${alertId} ${networkPrefix(address) ?? ''}`)) return
  const now = house.clock.now()
  const at = now - (now % hour)
  const row = counted.clicks.get(`${alertId} ${at}`) ?? { alertId, hour: at, clicks: 0 }
  row.clicks++
  counted.clicks.set(`${alertId} ${at}`, row)
  counted.timer ??= setTimeout(() => {
    flushClicks(house).catch((error: unknown) => house.log.error({ error }, 'clicks of alerts were not kept'))
  }, writeAfterMs).unref()
}

function isOneOfFew(networks: Counted['networks'], network: string): boolean {
  const before = networks.get(network) ?? 0
  if (before === 0 && networks.size >= mostNetworks) return false
  networks.set(network, before + 1)
  return before < mostOfNetwork
}

export async function flushClicks(house: House): Promise<void> {
  const counted = countedIn(house)
  clearTimeout(counted.timer)
  delete counted.timer
  const rows = [...counted.clicks.values()]
  counted.clicks.clear()
  counted.networks.clear()
  if (rows.length > 0) await house.write(system, (tx) => addClicks(tx, rows))
}

/** A smaller number could point to single readers. */
const fewestShown = 20

/** Hours with fewer than twenty are left out, and so is a total below it. */
export async function clicksOf({ db }: House, alertId: number) {
  const hours = await clicksByHour(db, alertId)
  const total = hours.reduce((sum, { clicks }) => sum + clicks, 0)
  return {
    total: total >= fewestShown ? total : null,
    hours: total >= fewestShown ? hours.filter(({ clicks }) => clicks >= fewestShown) : [],
  }
}
