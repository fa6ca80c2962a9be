import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit.ts';
import { ClosedOutput, type Io } from './io.ts';

const DEFAULT_COLUMNS = 80;

/** The real terminal of this process. */
export function terminalIo(signal: AbortSignal): Io {
  // A closed pipe is told to whoever writes; without a listener it would end the process with a stack trace.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    cwd: process.cwd(),
    env: process.env,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    // A terminal that was given no size says that it has 0 columns.
    columns: process.stdout.columns || process.stderr.columns || DEFAULT_COLUMNS,
    writeOut: (text) => writeAll(text),
    writeErr: (text) => void process.stderr.write(text),
    writeFile: (path, content) => writeFile(path, content),
    ask:
      process.stdin.isTTY === true && process.stderr.isTTY === true ? (question) => askPerson(question, signal) : null,
    openFile,
    signal,
  };
}

/** Waits until the text is handed over, so that a pipe is never cut. */
function writeAll(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === undefined || error === null) resolve();
      else reject('code' in error && error.code === 'EPIPE' ? new ClosedOutput() : error);
    });
  });
}

async function askPerson(question: string, signal: AbortSignal): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal that readline owns gives ^C to it alone.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const gone = new Promise<never>((_, reject) => {
    reader.once('close', () => reject(new UsageError('nobody answered', 'Add --yes to take the proposed answers.')));
  });
  try {
    return await Promise.race([reader.question(question, { signal }), gone]);
  } finally {
    gone.catch(() => {});
    reader.close();
  }
}

const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', linux: 'xdg-open' };

/** Hands a file to the desktop; resolves false where there is no desktop or no opener. */
function openFile(path: string): Promise<boolean> {
  const opener = OPENERS[process.platform];
  const headless = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  if (opener === undefined || headless) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener, [path], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
