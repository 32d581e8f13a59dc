import type { House } from '../house.ts'
import type { FormRequest, FormRoute, PrivateAnswer, TellingFormRequest } from './answers.ts'
import type { Fields } from './fields.ts'

type Declared<F> = { path: string; limit: string; /** Of the whole body. */ maxBytes: number; fields: F }

export type FormHandler<R> = (house: House, request: R) => Promise<PrivateAnswer>

/** A form whose handler gets fields within their bounds; anything over them is refused in words before it. */
export function formRoute<F extends Fields>(declared: Declared<F>, handler: FormHandler<FormRequest<F>>): FormRoute {
  return { ...tellingFormRoute(declared, handler), tellsFaults: false }
}

/** A form whose handler tells itself what is over its bounds, at its field, and hands back what was typed. */
export function tellingFormRoute<F extends Fields>(
  declared: Declared<F>,
  handler: FormHandler<TellingFormRequest<F>>,
): FormRoute {
  // Safe: the edge reads the form by this very declaration.
  const own: FormRoute['handler'] = (house, request) => handler(house, request as TellingFormRequest<F>)
  return { ...declared, method: 'POST', guard: 'form', tellsFaults: true, handler: own }
}
