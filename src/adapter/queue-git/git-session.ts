import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Starts a git that answers questions on its input until that ends. */
export type StartGit = (options: {
  readonly folder: string;
  readonly args: readonly string[];
}) => ChildProcessByStdio<Writable, Readable, null>;

/** Where an answer ends in what was said, in characters; `null` = it is not whole yet. */
export type AnswerEnd = (said: string) => number | null;

/** One git process for many questions: starting one takes longer than most answers. */
export interface GitSession {
  /** Question and answer are bytes (latin1); `null` = this git gave none, has ended, and whoever asks must ask otherwise. */
  ask(question: string, end: AnswerEnd): Promise<string | null>;
}

/** A git that nobody asks anything is ended after this: no process is left over where a queue rests. */
const IDLE_MS = 5_000;
/** The longest merge of a large repository takes seconds; one that says nothing is given up. */
const SILENT_MS = 60_000;
/** More than any answer: a commit, or names of files in conflict. */
const MAX_SAID = 16_777_216;

/** Opens a session; the process starts with the first question, and again after it ended. */
export function openGitSession(start: () => ReturnType<StartGit>): GitSession {
  let talk: Talk | null = null;
  return {
    ask(question, end) {
      if (talk === null || talk.isOver) talk = new Talk(start());
      return talk.ask(question, end);
    },
  };
}

interface Asked {
  readonly end: AnswerEnd;
  readonly resolve: (answer: string | null) => void;
}

class Talk {
  readonly #git: ReturnType<StartGit>;
  readonly #asked: Asked[] = [];
  #said = '';
  #timer: NodeJS.Timeout | null = null;
  isOver = false;

  constructor(git: ReturnType<StartGit>) {
    this.#git = git;
    git.stdout.setEncoding('latin1');
    git.stdout.on('data', (text: string) => this.#hear(text));
    git.stdin.on('error', () => this.#close());
    git.stdout.on('end', () => this.#close());
    git.on('error', () => this.#settle());
    git.on('exit', () => this.#settle());
  }

  ask(question: string, end: AnswerEnd): Promise<string | null> {
    return new Promise((resolve) => {
      this.#asked.push({ end, resolve });
      this.#attend();
      this.#git.stdin.write(question, 'latin1');
    });
  }

  #hear(text: string): void {
    this.#said += text;
    for (let [first] = this.#asked; first !== undefined; [first] = this.#asked) {
      const end = first.end(this.#said);
      if (end === null) break;
      this.#asked.shift();
      first.resolve(this.#said.slice(0, end));
      this.#said = this.#said.slice(end);
    }
    if (this.#said.length > MAX_SAID) this.#close();
    else this.#attend();
  }

  /** Holds this process only while something is asked. */
  #attend(): void {
    if (this.isOver) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const isAsked = this.#asked.length > 0;
    this.#timer = setTimeout(() => this.#close(), isAsked ? SILENT_MS : IDLE_MS);
    const held = [this.#git, this.#git.stdin, this.#git.stdout, this.#timer] as readonly Held[];
    for (const each of held) isAsked ? each.ref?.() : each.unref?.();
  }

  #close(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#git.stdin.destroy();
    // Not SIGKILL: git takes its lock files away.
    this.#git.kill('SIGTERM');
  }

  /** Only now: what was under way must not go on beside whoever asks otherwise. */
  #settle(): void {
    this.#close();
    this.#git.stdout.destroy();
    for (const { resolve } of this.#asked.splice(0)) resolve(null);
  }
}

/** Pipes to processes are sockets, which the types of streams do not say. */
interface Held {
  readonly ref?: () => unknown;
  readonly unref?: () => unknown;
}
