/** A moment as a field of date and time shows it by the clocks of a zone: `2026-10-14T08:30`. */
export function shownByClock(at: number, timeZone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  // The Swedish write it almost so.
  return new Intl.DateTimeFormat('sv-SE', { ...parts, timeZone }).format(at).replace(' ', 'T')
}
