import { Stack, Title } from '@mantine/core'
import type { ReactNode, Ref } from 'react'
import classes from './card.module.css'

type Props = { title: string; children: ReactNode; ref?: Ref<HTMLElement> }

/** A page that is one question, before anybody is in. */
export function Card({ title, children, ref }: Props) {
  return (
    <main className={classes.page} ref={ref}>
      <Stack className={classes.card} gap="lg">
        <Title order={1} size="h2">
          {title}
        </Title>
        {children}
      </Stack>
    </main>
  )
}
