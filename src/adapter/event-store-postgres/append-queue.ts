/** One thing to do in a shared transaction, and who waits for it. */
interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests of one transaction at most: keeps it short while making one commit serve many. */
const MAX_BATCH = 256;

/**
 * Lets requests that come while a transaction runs share the next one, which begins once `work` says that its own only has to
 * be committed: the next then waits for its locks while the disk is waited for. `work` answers all of them or throws; then, if
 * `isOfOne` takes the error for that of one request, each is tried alone, so that a bad one harms no other.
 */
export function batching<Request, Answer>(options: {
  readonly work: (requests: readonly Request[], onEnding: () => void) => Promise<readonly Answer[]>;
  readonly isOfOne: (error: unknown) => boolean;
}): (request: Request) => Promise<Answer> {
  const { work, isOfOne } = options;
  let queue: Waiting<Request, Answer>[] = [];
  let running = false;
  const settle = async (batch: readonly Waiting<Request, Answer>[], onEnding: () => void): Promise<void> => {
    try {
      const answers = await work(
        batch.map(({ request }) => request),
        onEnding,
      );
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      if (batch.length > 1 && isOfOne(error)) for (const one of batch) await settle([one], onEnding);
      else for (const { reject } of batch) reject(error);
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    while (queue.length > 0) {
      const batch = queue.slice(0, MAX_BATCH);
      queue = queue.slice(MAX_BATCH);
      await new Promise<void>((resolve) => void settle(batch, resolve).then(resolve));
    }
    running = false;
  };
  return (request) =>
    new Promise((resolve, reject) => {
      queue.push({ request, resolve, reject });
      if (!running) void run();
    });
}
