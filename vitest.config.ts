import { configDefaults, defineConfig } from 'vitest/config'

/** What measures CPU time or memory, or changes its process for good: each has a process of its own. */
const alone = [
  'src/editing/diff.test.ts',
  'src/working-copies/read.test.ts',
  'tests/paste.test.ts',
  'tests/regular-expressions.test.ts',
  'tests/embedded-postgres.test.ts',
  'tests/hostile/*double.test.ts',
  'tests/hostile/{environment,file-modes,form-fields,import-process,odd-files,other-texts,pictures}.test.ts',
]

const every = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks',
  // Two cores are what CI has; a test waits for sockets, processes and browsers for much of its time.
  maxWorkers: 3,
} as const

/**
 * Whoever tests the server loads all of it, which takes longer (1.4 s) than most of the tests: the files of a worker
 * share one process, and tests/leave-no-trace.ts sees that none leaves a mark on it.
 */
export default defineConfig({
  test: {
    globalSetup: ['tests/temporary-files.ts', 'tests/postgres-server.ts', 'tests/built-program.ts'],
    teardownTimeout: 20_000,
    ...every,
    projects: [
      // In the order of their names: a worker that has gone over to the second one keeps its process to the end.
      { test: { ...every, name: 'alone', include: alone } },
      {
        test: {
          ...every,
          name: 'together',
          isolate: false,
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          setupFiles: ['tests/leave-no-trace.ts'],
        },
      },
    ],
  },
})
