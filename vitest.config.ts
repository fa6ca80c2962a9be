import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { bundleTextForVite } from './script/bundle-text.mjs';

/** What starts programs and waits for them first, the pure files last: so no core is left with one long file at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const startsPrograms = ({ moduleId }: TestSpecification): boolean => !moduleId.includes('/src/');
    return [...sorted.filter(startsPrograms), ...sorted.filter((file) => !startsPrograms(file))];
  }
}

/**
 * Files share the process of a worker, so that each module is loaded once for all of them. Processes, not threads: most of
 * the time goes into starting git, and starting a program costs more the more memory the starting process holds.
 */
export default defineConfig({
  plugins: [bundleTextForVite()],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    // One more than there are cores: a file that talks to a server or a browser waits most of its time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Tests remember nothing beyond themselves.
    env: { FIREBREAK_CACHE: 'off' },
    // Only what hangs takes so long, on a busy machine too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
