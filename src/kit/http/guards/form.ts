import { diskFault, Unavailable } from '../../db/trouble.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { FormRequest, PageRequest, PrivateAnswer, TellingFormRequest } from '../answers.ts'
import { checkDeclaration, type Fields, type ReadFields, type Values } from '../fields.ts'
import { formTypeOf, readBody, readForm, type FormType } from '../form-body.ts'
import type { Limit } from '../limits.ts'
import type { Guarded, Route } from '../route.ts'
import { isCrossSite } from '../same-site.ts'
import { wantsJson, type Exchange, type Serving } from '../serving.ts'

/**
 * `maxBytes`: of the whole body. `isFromAnywhere`: also pages of other sites may send it, since who may is proved by
 * the address itself, which only the reader has: a mail program's button (RFC 8058).
 */
type Declared<F> = { path: string; limit: Limit; maxBytes: number; fields: F; isFromAnywhere?: boolean }

export type FormHandler<R> = (house: House, request: R) => Promise<PrivateAnswer>

/** `tellsFaults`: the handler tells what is over its bounds; else the edge refuses it. */
type FormOf = Declared<Fields> & { tellsFaults: boolean; handler: FormHandler<TellingFormRequest> }

/** A form whose handler gets fields within their bounds; anything over them is refused in words before it. */
export function formRoute<F extends Fields>(declared: Declared<F>, handler: FormHandler<FormRequest<F>>): Route {
  // Safe: the edge reads the form by this very declaration.
  const own = (house: House, request: TellingFormRequest) => handler(house, request as TellingFormRequest<F>)
  return routeOf({ ...declared, tellsFaults: false, handler: own })
}

/** A form whose handler tells itself what is over its bounds, at its field, and hands back what was typed. */
export function tellingFormRoute<F extends Fields>(
  declared: Declared<F>,
  handler: FormHandler<TellingFormRequest<F>>,
): Route {
  const own = (house: House, request: TellingFormRequest) => handler(house, request as TellingFormRequest<F>)
  return routeOf({ ...declared, tellsFaults: true, handler: own })
}

function routeOf(form: FormOf): Route & Required<Pick<Route, 'form'>> {
  checkDeclaration(form)
  return {
    method: 'POST',
    path: form.path,
    queries: [],
    form,
    guard: { name: 'form', open: (serving) => openFormRoute(serving, form) },
  }
}

function openFormRoute(serving: Serving, form: FormOf): Guarded {
  const { house, phrasesAt } = serving

  async function sentIn({ request, path }: Exchange, type: FormType): Promise<ReadFields> {
    const words = phrasesAt(path).form
    const read = async () => readForm(type, await readBody(request, form.maxBytes, words), form.fields, words)
    const sent = await serving.bodies.hold(request, form.maxBytes, read)
    if (!form.tellsFaults && Object.keys(sent.faults).length > 0) throw new Refusal('too-large', words.fieldTooLong)
    return sent
  }

  /** Nothing that was typed is lost: it stands in the answer and goes again with one press. A script has it still. */
  async function notKept({ path, request }: Exchange, sent: Values<Fields>, error: unknown): Promise<PrivateAnswer> {
    if (!(diskFault(error) instanceof Unavailable)) throw error
    const { notKept: message, sendAgain: button } = phrasesAt(path).request
    const json = { outcome: 'unavailable', message, error: message }
    if (wantsJson(request)) return { kind: 'json', status: 503, json }
    const fields = Object.entries(sent).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
    return serving.faultPage(path, 503, message, { action: path, fields, button })
  }

  return {
    async answer(exchange: Exchange, plain: PageRequest) {
      const { request, path } = exchange
      if (form.isFromAnywhere !== true && isCrossSite(request.headers, house.config.origin))
        throw new Refusal('forbidden', phrasesAt(path).request.otherSite)
      const type = formTypeOf(request.headers, phrasesAt(path).form)
      const asking = serving.readerRequest(request, plain)
      // A client that has gone has no address and would pass every limit; nobody is waiting for the answer anyway.
      if (asking.address === '') return void exchange.response.destroy()
      if (await serving.isOverLimit(exchange, form.limit, asking)) return
      const { values, faults } = await sentIn(exchange, type)
      const asked = { ...asking, form: values, faults }
      const answer = form.handler(house, asked).catch((error: unknown) => notKept(exchange, values, error))
      serving.send(exchange, await answer)
    },
  }
}
