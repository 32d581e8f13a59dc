import { Text, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './section.module.css'

type Props = { title: string; help?: string; children: ReactNode }

/** A part of a screen under a rule: what it is for at its side, or above it on a phone. */
export function Section({ title, help, children }: Props) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} id={id} className={classes.title}>
          {title}
        </Title>
        {help !== undefined && <Text className={classes.help}>{help}</Text>}
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  )
}
