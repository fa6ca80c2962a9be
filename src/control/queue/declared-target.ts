import type { QueueStatement } from '../../domain/policy/index.ts';
import { excerpt, Fault, printable } from '../../kernel/index.ts';

/** Names that are listed to choose from. */
const SHOWN = 20;
const SHOWN_LETTERS = 80;

/**
 * Whether targets that somebody names are free: the configuration declares none, so that nothing tells a misspelt one. Fault: it declares
 * some, and these are not among them; nothing would ever touch them.
 */
export function areTargetsFree({ targets }: Pick<QueueStatement, 'targets'>, named: readonly string[]): boolean {
  const declared = Object.keys(targets).sort();
  if (declared.length === 0) return true;
  const unknown = named.find((name) => !declared.includes(name));
  if (unknown === undefined) return false;
  const shown = declared.slice(0, SHOWN).map(printable).join(', ');
  const more = declared.length > SHOWN ? ` and ${declared.length - SHOWN} more` : '';
  throw new Fault({
    kind: 'usage',
    code: 'no-such-target',
    message: `queue.targets of firebreak.yaml declares no target "${excerpt(unknown, SHOWN_LETTERS)}"`,
    fix: `Name one of: ${shown}${more}.`,
  });
}
