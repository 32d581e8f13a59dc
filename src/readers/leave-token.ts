import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

/** What every mail carries to leave with: it names the address's row, signed, and does not run out. */
export function leaveToken(house: Pick<House, 'secrets'>, addressId: number): string {
  return `${addressId}.${sign(house.secrets, 'leave', String(addressId))}`
}

export function addressIdOfLeaveToken(house: Pick<House, 'secrets'>, token: string): number | undefined {
  const [id = '', ...signature] = token.split('.')
  return /^[1-9]\d{0,14}$/u.test(id) && verify(house.secrets, 'leave', id, signature.join('.')) ? Number(id) : undefined
}
