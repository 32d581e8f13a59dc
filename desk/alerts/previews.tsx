import type { TextPreview } from '../../src/alerts/text-preview.ts'
import { usePaper } from '../app/paper.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** The notification as each platform shows it before anything is opened. */
export function Previews({ previews }: { previews: readonly TextPreview[] }) {
  const { alerts } = useWords()
  const paper = usePaper()
  return (
    <div className={classes.previews} role="group" aria-label={alerts.previews}>
      <p className={classes.previewsTitle}>{alerts.previews}</p>
      {previews.map(({ platform, title, text }) => (
        <figure key={platform} className={classes.preview} data-platform={platform}>
          <figcaption>{alerts.platforms[platform]}</figcaption>
          <div className={classes.bubble}>
            <p className={classes.from}>
              <span>{paper}</span> · {alerts.now}
            </p>
            <p className={classes.pushTitle} dir="auto">
              {title}
            </p>
            <p className={classes.pushText} dir="auto">
              {text}
            </p>
          </div>
        </figure>
      ))}
    </div>
  )
}
