/**
 * The list of stories as the desk asks for it on its first screen. The page has begun to fetch it before the script
 * runs that shows it (desk/api/first-list.ts).
 */
export const firstList = '/api/v1/articles?mine=no'

/** By what the list is narrowed, in the address (desk/stories/filter.ts). */
export const storyFilters = ['search', 'state', 'author', 'topic', 'language', 'mine'] as const
