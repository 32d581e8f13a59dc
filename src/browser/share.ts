/** Reveals the ways of sharing that this browser can serve: its clipboard, and its own sheet. No network's code. */
export function enhanceShare(): void {
  for (const section of document.querySelectorAll<HTMLElement>('section.share')) {
    const { url = location.href, title = document.title, copied = '' } = section.dataset
    const status = section.querySelector('.status')
    reveal(section, 'copy', 'clipboard' in navigator, async () => {
      await navigator.clipboard.writeText(url)
      if (status) status.textContent = copied
    })
    reveal(section, 'sheet', 'share' in navigator, () => navigator.share({ url, title }))
  }
}

function reveal(section: HTMLElement, way: string, can: boolean, act: () => Promise<void>): void {
  const button = section.querySelector<HTMLButtonElement>(`[data-share=${way}]`)
  if (!button || !can) return
  button.hidden = false
  // A closed sheet or a refused clipboard needs no word: the address stands below.
  button.addEventListener('click', () => void act().catch(() => undefined))
}
