/** Order matters: Edge also says Chrome, and Chrome also says Safari. */
const browsers = [
  ['Edge', /\bEdgA?\//u],
  ['Opera', /\bOPR\//u],
  ['Samsung Internet', /\bSamsungBrowser\//u],
  ['Firefox', /\b(?:Firefox|FxiOS)\//u],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//u],
  ['Safari', /\bSafari\//u],
] as const
const systems = [
  ['iPhone', /\biPhone\b/u],
  ['iPad', /\biPad\b/u],
  ['Android', /\bAndroid\b/u],
  ['Windows', /\bWindows\b/u],
  ['macOS', /\bMacintosh\b/u],
  ['ChromeOS', /\bCrOS\b/u],
  ['Linux', /\bLinux\b/u],
] as const

/** The names of a browser and its system from its User-Agent; nothing else is kept. */
export function deviceOf(userAgent: string): string {
  const looked = userAgent.slice(0, 500)
  const found = [browsers, systems].map((those) => those.find(([, pattern]) => pattern.test(looked))?.[0])
  return found.filter((name) => name !== undefined).join(', ')
}
