import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import { plain, withoutRunnerCommands } from './plain.ts';
import { unevaluableAlone } from './wording.ts';

/** Where a finding stands that has no place of its own: the change as a whole. */
const WHOLE_CHANGE = '.:1';

/**
 * One line per blocker and per rule that could not be evaluated, `path:line: effect CODE message`, as grep and editors
 * read it; a rule that is not enforced carries its mode, `hold(advise)`. Empty where nothing is in the way.
 */
export function decisionCompact(documents: readonly DecisionDocument[]): string {
  const lines = documents.flatMap((document) => {
    const suffix = documents.length > 1 ? ` [${plain(document.change.id)}]` : '';
    return [
      ...document.blockers.map((blocker) => `${blockerLine(blocker)}${suffix}`),
      ...unevaluableAlone(document).map((one) => {
        const missing = one.missing.map(({ fact, why }) => `${fact}: ${why}`).join('; ');
        return `${WHOLE_CHANGE}: unevaluable${modeSuffix(one.mode)} ${plain(`${one.rule} ${missing}`)}${suffix}`;
      }),
    ];
  });
  return withoutRunnerCommands(lines.map((line) => `${line}\n`).join(''));
}

function blockerLine(blocker: BlockerDocument): string {
  const [first] = blocker.where;
  const place = first === undefined ? WHOLE_CHANGE : `${plain(first.path)}:${first.line ?? 1}`;
  const more = blocker.where.length > 1 ? ` (+${blocker.where.length - 1} more)` : '';
  return `${place}: ${blocker.effect}${modeSuffix(blocker.mode)} ${plain(blocker.code)} ${plain(blocker.message)}${more}`;
}

function modeSuffix(mode: BlockerDocument['mode']): string {
  return mode === 'enforce' ? '' : `(${mode})`;
}
