import { join } from 'node:path';
import { Fault, printable } from '../../kernel/index.ts';

/** A forge's owners and groups nest; deeper than this is no name. */
const MAX_DEPTH = 22;

/**
 * The folder of a copy. Forges take names without regard to case, and so do some file systems: one name, one folder. Fault:
 * a part could lead elsewhere.
 */
export function folderOf(root: string, place: readonly string[]): string {
  const parts = place.map((part) => part.toLowerCase());
  const isSafe = parts.length > 0 && parts.length <= MAX_DEPTH && parts.every(isName);
  if (isSafe) return `${join(root, ...parts)}.git`;
  throw new Fault({
    kind: 'malformed',
    code: 'bad-repository-name',
    message: `${printable(place.join('/'))} is no name of a repository`,
    fix: 'Write it as OWNER/NAME.',
  });
}

/** A part that ends in `.git` could be the inside of another copy. */
function isName(part: string): boolean {
  return /^[\w.~-]{1,100}$/.test(part) && !/^\.+$/.test(part) && !part.endsWith('.git');
}
