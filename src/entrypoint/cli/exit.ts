import type { FailureDocument } from '../../contract/index.ts';
import { Fault, type FaultKind } from '../../kernel/index.ts';

/** Exit codes of design section 6; 1 means only "blocked", never "could not run". */
export const EXIT = {
  allowed: 0,
  blocked: 1,
  couldNotRun: 2,
  held: 3,
  permission: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

/** A wrong use of the command line: exit 2 with the fix. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly fix: string | null;

  constructor(message: string, fix: string | null = null) {
    super(message);
    this.fix = fix;
  }
}

const EXIT_OF_FAULT: Readonly<Record<FaultKind, number>> = {
  usage: EXIT.couldNotRun,
  malformed: EXIT.couldNotRun,
  permission: EXIT.permission,
  unreachable: EXIT.unreachable,
};

/** Turns whatever was thrown into the failure document; every non-zero exit can be read by a program. */
export function toFailure(error: unknown, interrupted: boolean): FailureDocument {
  const schema = 'firebreak.failure/v1';
  if (interrupted) {
    return {
      schema,
      code: 'interrupted',
      kind: 'interrupted',
      message: 'interrupted',
      fix: null,
      exit: EXIT.interrupted,
    };
  }
  if (error instanceof UsageError) {
    return { schema, code: 'usage', kind: 'usage', message: error.message, fix: error.fix, exit: EXIT.couldNotRun };
  }
  if (error instanceof Fault) {
    const { code, kind, message, fix } = error;
    return { schema, code, kind, message, fix, exit: EXIT_OF_FAULT[kind] };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isDiskFull(error)) {
    const fix = 'Make room, or move what grows: --data, TMPDIR, FIREBREAK_CACHE.';
    return { schema, code: 'disk-full', kind: 'unreachable', message, fix, exit: EXIT.unreachable };
  }
  return {
    schema,
    code: 'defect',
    kind: 'defect',
    message,
    fix: 'This is a defect of Firebreak. Run again with FIREBREAK_DEBUG=1 and report what it prints.',
    exit: EXIT.couldNotRun,
  };
}

/** No room on a disk, or a quota that is used up; the store says it in words of its own. */
const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (DISK_FULL.has('code' in error && error.code) || isDiskFull(error.cause));
}
