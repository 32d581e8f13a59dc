import { createContext, useContext } from 'react'
import { Problem } from '../api/client.ts'

/** Asks whoever sits here to sign in again; whether they have. */
export const AskToSignIn = createContext<() => Promise<boolean>>(async () => false)

/**
 * For acts of whoever has just signed in, such as a change of the password: they are asked to, over the screen, and the
 * act is done after all. @throws Problem of the act, when they would rather not
 */
export function useAfresh(): <Done>(act: () => Promise<Done>) => Promise<Done> {
  const ask = useContext(AskToSignIn)
  return async (act) => {
    try {
      return await act()
    } catch (error) {
      const isStale = error instanceof Problem && error.code === 'sign-in-again'
      if (!isStale || !(await ask())) throw error
      return act()
    }
  }
}
