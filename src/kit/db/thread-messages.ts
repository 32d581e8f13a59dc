export type Asked = { url: string; name: string; input: unknown }

/** `begun`: the thread has what it needs; the time counts from here. */
export type Told = 'begun' | 'unavailable' | { value: unknown } | { error: Error }
