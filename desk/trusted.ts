/**
 * Text that libraries hand to the browser as HTML goes through here (Trusted Types). Mantine writes style sheets that
 * way, which hold no tags: anything with a tag in it is refused.
 */
type Policies = { createPolicy(name: string, rules: { createHTML(text: string): string }): unknown }

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
policies?.createPolicy('default', {
  createHTML(text) {
    if (text.includes('<')) throw new TypeError('Text with a tag was to become HTML, and was refused.')
    return text
  },
})
