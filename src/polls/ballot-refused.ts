import type { BallotFault } from './poll.ts'

/** Thrown in a write to take back what was written before the deed knew that a ballot cannot go in. */
export class BallotRefused extends Error {
  readonly fault: BallotFault
  constructor(fault: BallotFault) {
    super(`the ballot was refused: ${fault}`)
    this.fault = fault
  }
}

/** The result of a write, or the fault for which it was taken back. */
export async function orRefused<Result>(
  written: Promise<Result>,
): Promise<Result | { outcome: 'refused'; fault: BallotFault }> {
  try {
    return await written
  } catch (error) {
    if (error instanceof BallotRefused) return { outcome: 'refused', fault: error.fault }
    throw error
  }
}
