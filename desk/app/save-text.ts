/** Saves a table that was made here as a file. The mark at its start tells spreadsheets that it is UTF-8. */
export function saveText(name: string, pieces: readonly string[]): void {
  const address = URL.createObjectURL(new Blob(['\ufeff', ...pieces], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
