import { connect } from 'node:net';
import { excerpt } from '../../kernel/index.ts';

/** Where the runtime socket is, and how long one command may take. */
export interface HaproxySettings {
  /** Path of the unix socket (`stats socket PATH level admin`); at most 107 bytes, as the system has it. */
  readonly socket: string;
  /** For one look, order or question, from the first connection to the last byte. */
  readonly timeoutMs: number;
}

/** What is left of the time for one look, order or question. */
export type Ask = (command: string) => Promise<SocketAnswer>;

/** Asks within one time limit, however many commands it takes. */
export function asker({ socket, timeoutMs }: HaproxySettings): Ask {
  const end = performance.now() + timeoutMs;
  return (command) => askSocket({ socket, timeoutMs: Math.max(1, end - performance.now()) }, command);
}

/** What the socket said to one command. */
export type SocketAnswer =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'trouble'; readonly code: 'timeout' | 'unavailable' | 'malformed'; readonly message: string };

/** Characters of an answer: ten thousand servers. */
const MAX_ANSWER = 8_388_608;
/** Letters that HAProxy takes in a name (Configuration Manual, 2.2); a socket's command has nothing that quotes them. */
const NAME = /^[A-Za-z0-9_.:-]{1,64}$/;

/** Whether a text can be nothing but a name: neither a second command nor a second word. */
export function isHaproxyName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Gives one command and reads until HAProxy closes, which is the end of its answer (Management Guide, 9.3). Never rejects. The caller builds the
 * command of names that {@link isHaproxyName} let pass.
 */
function askSocket({ socket, timeoutMs }: HaproxySettings, command: string): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const parts: Buffer[] = [];
    let size = 0;
    const end = (answer: SocketAnswer): void => {
      clearTimeout(timer);
      connection.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(trouble('timeout', 'the socket did not answer in time')), timeoutMs);
    connection.once('connect', () => connection.write(`${command}\n`));
    connection.on('data', (part) => {
      size += part.length;
      parts.push(part);
      if (size > MAX_ANSWER) end(trouble('malformed', `the answer is over ${MAX_ANSWER} bytes`));
    });
    connection.once('error', (error: NodeJS.ErrnoException) =>
      end(trouble('unavailable', `the socket cannot be used: ${excerpt(error.code ?? 'unknown', 40)}`)),
    );
    // Every answer ends in an empty line: without it, HAProxy went away while it spoke.
    connection.once('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      end(text.endsWith('\n') ? { kind: 'said', text } : trouble('malformed', 'the answer was cut off'));
    });
  });
}

function trouble(code: Extract<SocketAnswer, { kind: 'trouble' }>['code'], message: string): SocketAnswer {
  return { kind: 'trouble', code, message };
}
