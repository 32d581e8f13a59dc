import type { Exchange, Serving } from './serving.ts'

/** Tells the client what was thrown while its request was answered, as far as it can still be told. */
export async function sendError(serving: Serving, exchange: Exchange, error: unknown): Promise<void> {
  try {
    // The client has gone.
    if (exchange.response.destroyed) return
    if (exchange.response.headersSent) breakOff(serving, exchange, error)
    else await serving.refuse(exchange, ...serving.faultOf(error, exchange))
  } catch (fault) {
    breakOff(serving, exchange, fault)
  }
}

/** It is too late for an answer: the client learns that from the connection. */
function breakOff({ house }: Serving, { id, route, response }: Exchange, error: unknown): void {
  house.log.error({ requestId: id, route, error }, 'answer broke off')
  response.destroy()
}
