/** One question, and who waits for its answer. */
interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions of one statement at most: bounds what one answer holds. */
const MAX_TOGETHER = 64;
/** Statements on their way at once: a long answer holds nobody else up, and those that come meanwhile share the next. */
const MAX_RUNNING = 2;

/** Lets questions that come close together share one statement; `ask` answers them in their order. */
export function gathering<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let queue: Waiting<Question, Answer>[] = [];
  let running = 0;
  let isPlanned = false;
  const settle = async (together: readonly Waiting<Question, Answer>[]): Promise<void> => {
    try {
      const answers = await ask(together.map(({ question }) => question));
      for (const [i, { resolve }] of together.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  };
  const plan = (): void => {
    if (isPlanned || running >= MAX_RUNNING || queue.length === 0) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      const together = queue.slice(0, MAX_TOGETHER);
      queue = queue.slice(MAX_TOGETHER);
      running += 1;
      void settle(together).then(() => {
        running -= 1;
        plan();
      });
      plan();
    });
  };
  return (question) =>
    new Promise((resolve, reject) => {
      queue.push({ question, resolve, reject });
      plan();
    });
}
