/** What a person can do about a fault; the entrypoints map it to an exit code or a status. */
export type FaultKind =
  /** The caller asked for something malformed or absent (exit 2). */
  | 'usage'
  /** A sign-in or a permission is missing (exit 4). */
  | 'permission'
  /** A needed signal, server or program did not answer (exit 5). */
  | 'unreachable'
  /** The outside answered, but with something that cannot be used (exit 2). */
  | 'malformed';

/**
 * The outside failed. Thrown by adapters with its cause; `message` names the place and `fix` what to do,
 * both ready to be shown to a person.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;
  /** Stable, kebab-case identifier for programs, e.g. `not-a-repository`. */
  readonly code: string;
  readonly fix: string | null;

  constructor(options: { kind: FaultKind; code: string; message: string; fix?: string; cause?: unknown }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = options.kind;
    this.code = options.code;
    this.fix = options.fix ?? null;
  }
}
