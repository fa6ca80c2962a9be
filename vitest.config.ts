import { defineConfig } from 'vitest/config';
import { bundleTextForVite } from './script/bundle-text.mjs';

/** Pure tests share one process per worker: threads without isolation ran seven times faster than forks. */
export default defineConfig({
  plugins: [bundleTextForVite()],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    // Tests remember nothing beyond themselves.
    env: { FIREBREAK_CACHE: 'off' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
