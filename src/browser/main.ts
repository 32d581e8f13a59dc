import { enhanceBanner } from './banner.ts'
import { enhanceCommentForms } from './comment.ts'
import { enhanceEmbeds } from './embed.ts'
import { enhancePolls } from './poll.ts'
import { enhanceShare } from './share.ts'

enhanceBanner()
enhancePolls()
enhanceCommentForms()
enhanceEmbeds()
enhanceShare()
