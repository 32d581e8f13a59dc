import { defineTag, defineTags } from '../kit/page-cache/tag.ts'

/** Marks every page that lists the topic's stories. */
export const topicTag = defineTags('topic')
/** Marks a page that shows a topic's name above a story, and need not change with the topic's other stories. */
export const topicNameTag = defineTags('topic-name')
/** Marks the topics at the top of every page. */
export const menuTag = defineTag('menu')
