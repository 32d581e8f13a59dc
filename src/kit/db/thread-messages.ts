export type ThreadRequest = { url: string; name: string; input: unknown }

/** `begun`: the thread has what it needs; the time counts from here. */
export type ThreadReply = 'begun' | 'unavailable' | { value: unknown } | { error: Error }
