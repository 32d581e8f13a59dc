import { Cron } from 'croner'
import { system } from '../db/schema.ts'
import type { House } from '../house.ts'
import { enqueue, type Schedule } from './job.ts'
import { claimSchedule, dueSchedules, ensureSchedule } from './schedule-store.ts'

/** Adds the jobs that are due, each once, however many processes do so. */
export async function runSchedules(house: House, schedules: readonly Schedule[]): Promise<void> {
  const now = house.clock.now()
  const byName = new Map(schedules.map((schedule) => [schedule.job.name, schedule]))
  if (byName.size === 0) return
  await house.write(system, async (tx) => {
    for (const schedule of schedules) await ensureSchedule(tx, schedule.job.name, nextTime(schedule, now))
  })
  for (const { name, nextAt } of await dueSchedules(house.db, now)) {
    const schedule = byName.get(name)
    if (schedule === undefined) continue
    await house.write(system, async (tx) => {
      if (await claimSchedule(tx, name, nextAt, nextTime(schedule, now)))
        await enqueue(tx, schedule.job, {}, { uniqueKey: 'schedule', at: now })
    })
  }
}

function nextTime({ cron, job }: Schedule, after: number): number {
  const next = new Cron(cron, { timezone: 'UTC' }).nextRun(new Date(after))
  if (next === null) throw new Error(`the schedule of ${job.name} (${cron}) has no next time`)
  return next.getTime()
}
