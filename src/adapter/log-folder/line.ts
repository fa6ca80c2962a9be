import { createReadStream } from 'node:fs';
import { Fault } from '../../kernel/index.ts';

/** Bytes of one line: an event's payload at its limit, every unit escaped, and its envelope. */
const MAX_LINE = 2 ** 21;

/** Lines of a text file without their line feeds, in bounded memory. Fault: no such file, or a line that is too long. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        yield Buffer.concat([rest, chunk.subarray(from, at)]).toString('utf8');
        rest = Buffer.alloc(0);
        from = at + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]);
      if (rest.length > MAX_LINE) throw tooLong(path);
    }
  } catch (cause) {
    if (cause instanceof Fault || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new Fault({
      kind: 'usage',
      code: 'no-such-file',
      message: `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Name a file that is there and may be read.',
      cause,
    });
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

function tooLong(path: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'line-too-long',
    message: `${path} has a line of more than ${MAX_LINE} bytes`,
    fix: 'Name a file of lines, such as `firebreak log export` writes.',
  });
}
