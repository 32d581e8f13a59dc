import { Button, Group, Text } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Confirm } from '../app/confirm.tsx'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** Long enough that nobody does it by chance. */
const holdMs = 1_500

type Props = { run: () => void; isRunning: boolean; disabled: boolean }

/**
 * Sends when it has been pressed long enough, by pointer, Space or Enter. Whoever cannot hold, or whose screen reader
 * presses for them, confirms instead.
 */
export function HoldToSend({ run, isRunning, disabled }: Props) {
  const { alerts } = useWords()
  const [isAsking, setAsking] = useState(false)
  const hold = useHold(run)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) hold.begin()
  }
  return (
    <div>
      <Group gap="xs">
        <Button
          size="md"
          className={classes.hold ?? ''}
          data-holding={hold.isHolding || undefined}
          disabled={disabled}
          loading={isRunning}
          aria-describedby="hold-help"
          onPointerDown={({ button }) => button === 0 && hold.begin()}
          onPointerUp={hold.end}
          onPointerLeave={hold.end}
          onPointerCancel={hold.end}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => {
            // Let go, a button would be clicked.
            event.preventDefault()
            hold.end()
          }}
          onBlur={hold.end}
          onContextMenu={(event) => event.preventDefault()}
          // A click of which no press was seen is a screen reader's, or a switch's.
          onClick={({ detail }) => detail === 0 && setAsking(true)}
        >
          {hold.isHolding ? alerts.holding : alerts.approve}
        </Button>
        <Button variant="subtle" size="xs" px={6} disabled={disabled || isRunning} onClick={() => setAsking(true)}>
          {alerts.notHolding}
        </Button>
      </Group>
      <Text id="hold-help" size="sm" c="dimmed" mt={6}>
        {alerts.holdHelp}
      </Text>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={alerts.sureTitle}
        help={alerts.sureHelp}
        does={alerts.approveUp}
        run={() => {
          setAsking(false)
          run()
        }}
        isRunning={isRunning}
        error={null}
      />
    </div>
  )
}

function useHold(run: () => void) {
  const [isHolding, setHolding] = useState(false)
  const timer = useRef<number>(undefined)
  const end = () => {
    clearTimeout(timer.current)
    setHolding(false)
  }
  // Whoever leaves the page while they hold has let go.
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    isHolding,
    end,
    begin() {
      clearTimeout(timer.current)
      setHolding(true)
      timer.current = window.setTimeout(() => {
        setHolding(false)
        run()
      }, holdMs)
    },
  }
}
