import { defineConfig } from 'vitest/config';

/** Pure tests share one process per worker: threads without isolation ran seven times faster than forks. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
