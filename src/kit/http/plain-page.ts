import { STATUS_CODES } from 'node:http'
import { direction } from '../languages.ts'
import { escape } from '../markup.ts'

/** All that was sent in a form, to be sent once more. */
export type FormAgain = { action: string; fields: readonly { name: string; value: string }[]; button: string }
type Words = { language: string; title: string; frontPage: string; again?: FormAgain | undefined }

/** When not even the site's own message page can be made. */
export function plainPage(status: number, message: string, words?: Words): string {
  const { language, title, frontPage, again } = words ?? {
    language: 'en',
    title: STATUS_CODES[status] ?? 'Error',
    frontPage: 'Front page',
  }
  return `<!doctype html>
<html lang="${escape(language)}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p>${escape(message)}</p>
${again === undefined ? '' : formAgain(again)}
<p><a href="/">${escape(frontPage)}</a></p>
</main>
</body>
</html>
`
}

function formAgain({ action, fields, button }: FormAgain): string {
  const hidden = fields.map(
    ({ name, value }) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  return `<form method="post" action="${escape(action)}">
${hidden.join('\n')}
<p><button>${escape(button)}</button></p>
</form>`
}
