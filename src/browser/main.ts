import { enhanceCommentForms } from './comment.ts'
import { enhanceEmbeds } from './embed.ts'
import { enhancePolls } from './poll.ts'
import { enhanceShare } from './share.ts'

enhancePolls()
enhanceCommentForms()
enhanceEmbeds()
enhanceShare()
