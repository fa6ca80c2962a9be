import { constants, open } from 'node:fs/promises';
import { Fault, printable } from '../../kernel/index.ts';

/** Reports and service graphs are a few megabytes. */
const TEXT_LIMIT_BYTES = 64 * 1024 * 1024;

/** The text of a file that the caller names. Faults: no such file, no regular file, larger than a report can be. */
export async function readCallerText(path: string): Promise<string> {
  // O_NONBLOCK: a pipe without a writer must not hang the program before it is seen to be none.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw wrong(path, 'cannot be opened', cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw wrong(path, 'is no file');
    if (stat.size > TEXT_LIMIT_BYTES) throw wrong(path, `is larger than ${TEXT_LIMIT_BYTES / 1024 / 1024} MB`);
    return new TextDecoder().decode(await handle.readFile());
  } finally {
    await handle.close();
  }
}

function wrong(path: string, what: string, cause?: unknown): Fault {
  return new Fault({
    kind: 'usage',
    code: 'unreadable-file',
    message: `${printable(path)} ${what}`,
    fix: 'Check the path; the file is read as UTF-8 text.',
    cause,
  });
}
