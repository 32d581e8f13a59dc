import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './card.module.css'

/** A page that is one question, before anybody is in. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <Stack className={classes.card} gap="lg">
        <Title order={1} size="h2">
          {title}
        </Title>
        {children}
      </Stack>
    </main>
  )
}
