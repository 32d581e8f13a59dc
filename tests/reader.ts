import type { Served } from './house.ts'

export type Reader = {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, fields: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>
  /** Presses the button of the form in this page: its hidden fields and what is filled in go to its action. */
  press(page: string): Promise<Response>
  cookies: Map<string, string>
}

/** A browser without a script, as far as forms go: keeps cookies and sends forms as they stand. */
export function aReader(served: Served): Reader {
  const cookies = new Map<string, string>()
  const withCookies = (headers: Record<string, string> = {}) => ({
    'user-agent': 'Reader/1.0',
    ...headers,
    ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
  })
  function keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/u)
      cookies.set(name, value)
    }
    return response
  }
  return {
    cookies,
    get: async (path, headers) => keep(await served.get(path, { headers: withCookies(headers) })),
    post: async (path, fields, headers) => keep(await served.post(path, fields, { headers: withCookies(headers) })),
    async press(page) {
      const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/u.exec(page)
      const fields: Record<string, string[]> = {}
      for (const [tag] of (form?.[2] ?? '').matchAll(/<input[^>]*>/gu)) {
        const isSent = !/type="(radio|checkbox)"/u.test(tag) || / checked/u.test(tag)
        if (isSent) (fields[attribute(tag, 'name')] ??= []).push(attribute(tag, 'value'))
      }
      return keep(await served.post(form?.[1] ?? '', fields, { headers: withCookies() }))
    },
  }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`, 'u').exec(tag)?.[1] ?? ''
  return value.replace(
    /&(amp|lt|gt|quot|#39);/gu,
    (_, entity: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[entity] ?? '',
  )
}
