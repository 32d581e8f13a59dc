/** One at a time, in the order of coming; who is patient goes when nobody else waits. */
export function openLine(): <Value>(isPatient: boolean, work: () => Promise<Value>) => Promise<Value> {
  const waiting: { isPatient: boolean; enter(): void }[] = []
  let isBusy = false

  function next(): void {
    const first = waiting.findIndex(({ isPatient }) => !isPatient)
    const [entering] = waiting.splice(Math.max(0, first), 1)
    if (entering === undefined) isBusy = false
    else entering.enter()
  }

  return async (isPatient, work) => {
    if (isBusy) await new Promise<void>((enter) => waiting.push({ isPatient, enter }))
    isBusy = true
    try {
      return await work()
    } finally {
      next()
    }
  }
}
