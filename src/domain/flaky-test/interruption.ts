/** Why a test or a build ended without a word on the code. */
export type InterruptionKind = 'time-out' | 'lost-runner' | 'out-of-memory';

/** Characters of a message that are looked at: the first lines say how it ended. */
const LOOKED_AT = 2_000;

/** What runners and frameworks write, in small letters. Only words of theirs: an assertion about a time is a failure. */
const MARKS: readonly (readonly [InterruptionKind, readonly string[]])[] = [
  [
    'out-of-memory',
    [
      'java.lang.outofmemoryerror',
      'javascript heap out of memory',
      'cannot allocate memory',
      'memoryerror',
      'std::bad_alloc',
      'exit code 137',
      'exit status 137',
      'exited with error code 137',
      'oomkilled',
      'signal: killed',
    ],
  ],
  [
    'time-out',
    [
      // JUnit 4 and 5, Go, Bazel; surefire; pytest-timeout; Jest; Vitest and Playwright; Mocha; nextest.
      'timed out after',
      'there was a timeout in the fork',
      'from pytest-timeout',
      'failed: timeout >',
      'exceeded timeout of',
      'test timed out in',
      'test timeout of',
      'timeout of ',
      'test timeout',
      'exit code 124',
      'exit status 124',
      'exited with error code 142',
    ],
  ],
  [
    'lost-runner',
    [
      'the forked vm terminated without',
      'lost communication with the server',
      'the runner has received a shutdown signal',
      'node down: not properly terminated',
      'worker process has terminated',
      'call retries were exceeded',
      'no space left on device',
      'exit code 143',
      'exit status 143',
      'exited with error code 143',
    ],
  ],
];

/**
 * Whether what a report says of a failure is the word of a runner that was stopped, and which; `null` = the test failed.
 * `type` and `message` are those of the failure, as they are. CTest says no more than "Timeout".
 */
export function interruptionOf(failure: { readonly type: string; readonly message: string }): InterruptionKind | null {
  const message = failure.message.slice(0, LOOKED_AT).trim().toLowerCase();
  if (message === 'timeout') return 'time-out';
  const text = `${failure.type.slice(0, LOOKED_AT).toLowerCase()}\n${message}`;
  return MARKS.find(([, marks]) => marks.some((mark) => text.includes(mark)))?.[0] ?? null;
}
