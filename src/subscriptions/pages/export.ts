import type { House } from '../../kit/house.ts'
import type { MadeFile, StaffRequest } from '../../kit/http/guards/staff.ts'
import { exportSubscribers } from '../for-staff.ts'

/** `GET /desk/subscribers.csv`: all of them, for whoever may hand them out. */
export function serveExport(house: House, { actor }: StaffRequest): MadeFile {
  const day = new Date(house.clock.now()).toISOString().slice(0, 10)
  return {
    name: `subscribers-${day}.csv`,
    type: 'text/csv; charset=utf-8',
    pieces: exportSubscribers(house, actor),
  }
}
