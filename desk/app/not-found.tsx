import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from './states.tsx'
import { useWords } from './words.tsx'

export function NotFound() {
  const { app } = useWords()
  return (
    <Empty title={app.notFound}>
      <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
        {app.toStories}
      </Button>
    </Empty>
  )
}
