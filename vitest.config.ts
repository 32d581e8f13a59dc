import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/temporary-files.ts', 'tests/postgres-server.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Two cores are what CI has; much of a test is waiting for disks and sockets.
    maxWorkers: 2,
    teardownTimeout: 20_000,
  },
})
