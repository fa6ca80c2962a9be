import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { runTask, type Task, type TaskResult } from './task.ts';

/** Argument that makes the program a worker. */
export const WORKER = '--as-worker';

/** Answers each task that the parent sends, one at a time. */
export function serveTasks(): void {
  process.on('message', (task: Task) => process.send?.(runTask(task)));
}

/**
 * Runs tasks in worker processes and keeps each result as a line of `file`, where a later run finds it. Results come in any order;
 * `progress` hears how many of the rest are done.
 */
export async function runTasks(given: {
  readonly tasks: readonly Task[];
  readonly file: string | null;
  /** Strategies whose kept results are not used. */
  readonly again: readonly string[];
  readonly progress: (done: number, of: number, last: TaskResult) => void;
}): Promise<readonly TaskResult[]> {
  const { tasks, file, again, progress } = given;
  const kept = new Map<string, TaskResult>();
  for (const result of readKept(file)) if (!again.includes(result.strategy)) kept.set(keyOf(result), result);
  const left = tasks.filter((task) => !kept.has(keyOf(task)));
  let done = 0;
  const finish = (result: TaskResult): void => {
    kept.set(keyOf(result), result);
    if (file !== null) appendFileSync(file, `${JSON.stringify(result)}\n`);
    done += 1;
    progress(done, left.length, result);
  };
  const queue = left.values();
  const workers = Math.min(availableParallelism(), left.length);
  await Promise.all(Array.from({ length: workers }, () => work(queue, finish)));
  return tasks.map((task) => kept.get(keyOf(task)) as TaskResult);
}

function readKept(file: string | null): readonly TaskResult[] {
  if (file === null || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TaskResult);
}

function keyOf({ part, cell, strategy, seed }: Task): string {
  return JSON.stringify([part, cell, strategy, seed]);
}

async function work(queue: Iterator<Task>, finish: (result: TaskResult) => void): Promise<void> {
  const child = fork(process.argv[1] ?? '', [WORKER]);
  try {
    for (let next = queue.next(); !next.done; next = queue.next()) finish(await ask(child, next.value));
  } finally {
    child.disconnect();
  }
}

function ask(child: ChildProcess, task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`${task.cell}, ${task.strategy}: worker ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (result: TaskResult) => {
      child.off('exit', onExit);
      resolve(result);
    });
    child.send(task);
  });
}
