/** The window in which a poll is changed: it stands while the block that it was opened from may come and go. */
import { createContext, use, useState, type ReactNode } from 'react'
import { EditPoll } from './edit-poll.tsx'

const Opening = createContext<(poll: string) => void>(() => {})

/** Opens it for the poll of this id. */
export function useEditPoll(): (poll: string) => void {
  return use(Opening)
}

export function PollEditing({ children }: { children: ReactNode }) {
  const [poll, setPoll] = useState<string>()
  return (
    <Opening value={setPoll}>
      {children}
      {poll !== undefined && <EditPoll key={poll} id={poll} close={() => setPoll(undefined)} />}
    </Opening>
  )
}
