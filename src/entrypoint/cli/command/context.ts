import type { Firebreak, Progress } from '../../../service/index.ts';
import type { OpenDemo } from '../demo/stage.ts';
import type { Io } from '../io.ts';

/** What every command is given. */
export interface CommandContext {
  readonly firebreak: Firebreak;
  /** Runs a server node until it is interrupted. */
  readonly serve: (given: {
    readonly data: string | undefined;
    readonly listen: string | undefined;
    readonly repositories: readonly string[];
  }) => Promise<void>;
  /** Starts the shop of the demo with a server beside it. */
  readonly demo: OpenDemo;
  readonly io: Io;
  /** Progress on a terminal's stderr; does nothing elsewhere. */
  readonly progress: Progress & { readonly clear: () => void };
  /** Remembers the exit code of the run. */
  readonly exit: (code: number) => void;
}

/** Options that every command takes (`optsWithGlobals`). */
export interface GlobalOptions {
  readonly repository?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly format?: readonly string[];
  readonly policy?: string;
  readonly input?: boolean;
}
