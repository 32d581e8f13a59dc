/** Lets a reader dismiss the line of breaking news: this browser does not show these words again. */
const storageKey = 'crier-banner'

export function enhanceBanner(): void {
  const banner = document.querySelector<HTMLElement>('.banner')
  const button = banner?.querySelector('button')
  const { key } = banner?.dataset ?? {}
  if (!banner || !button || key === undefined) return
  if (dismissed() === key) return banner.remove()
  button.hidden = false
  button.addEventListener('click', () => {
    banner.remove()
    try {
      localStorage.setItem(storageKey, key)
    } catch {
      // A browser that stores nothing shows it again on the next page.
    }
  })
}

function dismissed(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}
