/** One thing to do in a shared transaction, and who waits for it. */
interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests of one transaction at most: keeps it short while making one sync serve many. */
const MAX_BATCH = 256;

/**
 * Lets requests that come close together share one transaction, and so one sync of the disk. `work` answers all of them or
 * throws; then each is tried alone, so that one bad request harms no other.
 */
export function batching<Request, Answer>(
  work: (requests: readonly Request[]) => readonly Answer[],
): (request: Request) => Promise<Answer> {
  let queue: Waiting<Request, Answer>[] = [];
  const settle = (batch: readonly Waiting<Request, Answer>[]): void => {
    try {
      const answers = work(batch.map(({ request }) => request));
      batch.forEach(({ resolve }, i) => {
        resolve(answers[i] as Answer);
      });
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) settle([one]);
    }
  };
  const flush = (): void => {
    const batch = queue.slice(0, MAX_BATCH);
    queue = queue.slice(MAX_BATCH);
    if (queue.length > 0) setImmediate(flush);
    settle(batch);
  };
  return (request) =>
    new Promise((resolve, reject) => {
      queue.push({ request, resolve, reject });
      if (queue.length === 1) setImmediate(flush);
    });
}
