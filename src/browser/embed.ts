/**
 * Plays an embed where its still stands. The still is a link (`a.embed-facade`) with `data-frame`, the address of the
 * provider's player, `data-title` and `data-ratio` (width over height); without it, or without this script, it stays a
 * link. Nothing is asked of the provider before the click.
 */
export function enhanceEmbeds(): void {
  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const facade =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.embed-facade[data-frame]') : null
    if (!facade) return
    event.preventDefault()
    const frame = playerOf(facade)
    facade.replaceWith(frame)
    frame.focus()
  })
}

function playerOf(facade: HTMLAnchorElement): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.title = facade.dataset['title'] ?? facade.textContent?.trim() ?? ''
  const ratio = facade.dataset['ratio'] ?? ''
  frame.className = Number(ratio) < 1 ? 'embed-frame tall' : 'embed-frame'
  // Through the object model, which the policy on inline styles does not concern.
  frame.style.aspectRatio = ratio
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-presentation')
  frame.allow = 'autoplay; encrypted-media; fullscreen; picture-in-picture'
  frame.referrerPolicy = 'strict-origin-when-cross-origin'
  frame.src = facade.dataset['frame'] ?? ''
  return frame
}
