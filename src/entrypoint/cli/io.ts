/** The terminal, files and person around one run of the command line; injected so that tests own all of it. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Rejects with {@link ClosedOutput} when nobody reads on. */
  writeOut(text: string): Promise<void>;
  writeErr(text: string): void;
  writeFile(path: string, content: string): Promise<void>;
  /** Asks a person one question; `null` where nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | null;
  /** Opens a file with the desktop's own program; false where there is none. */
  openFile(path: string): Promise<boolean>;
  readonly signal: AbortSignal;
}

/** The reader of stdout has gone: there is nothing more to say, and nothing is wrong. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

/** Whether to colour what goes to stdout (NO_COLOR, TERM=dumb and pipes say no; FORCE_COLOR says yes). */
export function wantsColor(io: Io, flag: boolean | undefined): boolean {
  if (flag === false || (io.env['NO_COLOR'] ?? '') !== '') return false;
  if ((io.env['FORCE_COLOR'] ?? '') !== '' && io.env['FORCE_COLOR'] !== '0') return true;
  return io.stdoutIsTerminal && io.env['TERM'] !== 'dumb';
}
