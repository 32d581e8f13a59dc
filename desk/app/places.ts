import type { Session } from '../api/session.ts'
import type { DeskWords } from './words.tsx'

export type Place = { to: '/' | '/alerts' | '/subscribers' | '/staff' | '/log'; name: string }

/** Where this member can go. */
export function placesOf(acts: Session['acts'], app: DeskWords['app']): Place[] {
  const all: (Place & { act: string })[] = [
    { to: '/', name: app.stories, act: 'article.read' },
    { to: '/alerts', name: app.alerts, act: 'alert.propose' },
    { to: '/subscribers', name: app.subscribers, act: 'subscriber.read' },
    { to: '/log', name: app.ledger, act: 'ledger.read' },
    { to: '/staff', name: app.staff, act: 'staff.manage' },
  ]
  return all.filter(({ act }) => acts.includes(act))
}
