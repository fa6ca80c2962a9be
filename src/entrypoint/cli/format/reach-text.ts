import type { DecisionDocument, OperationSummary, ReachSummary } from '../../../contract/index.ts';
import { importersText } from './blast-wording.ts';
import { excerpt } from './plain.ts';
import { thousands } from './wording.ts';

/** Operations told on a screen; the JSON has more. */
const SHOWN = 5;
const TEXT_LIMIT = 100;

/** What the content of the change does when it runs, heaviest first; empty where nothing was found or read. */
export function operationTexts(operations: OperationSummary | null): readonly string[] {
  if (operations === null) return [];
  const told = operations.found.slice(0, SHOWN);
  const rest = operations.count - told.length;
  return [
    ...told.map(({ rule, path, line, what, certainty }) => {
      const place = `${path}${line === null ? '' : `:${line}`}`;
      return `${excerpt(what, TEXT_LIMIT)}${certainty === 'certain' ? '' : ' (possible)'}: ${rule} at ${place}`;
    }),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...operations.unread.slice(0, SHOWN).map(({ path, message }) => `! ${path}: ${excerpt(message, TEXT_LIMIT)}`),
  ];
}

/** Whether it can be undone, where that is in doubt; empty otherwise. */
export function reversalTexts(operations: OperationSummary | null): readonly string[] {
  return operations === null || operations.reversible === 'yes' ? [] : [operations.next_step];
}

/** What the change reaches, one line; empty where no rule asked. */
export function reachTexts(reach: ReachSummary | null): readonly string[] {
  if (reach === null) return [];
  const money = reach.money.map(({ currency, per_minute }) => `${currency} ${thousands(per_minute)} a minute`);
  const parts = [
    ...(reach.dependents === null ? [] : [`${importersText(reach.dependents)}, ${reach.files} within three hops`]),
    ...(reach.services.length === 0 ? [] : [`services ${reach.services.join(', ')}`]),
    ...(reach.flows.length === 0 ? [] : [`critical flows ${reach.flows.join(', ')}`]),
    ...money,
  ];
  return parts.length === 0 ? [] : [parts.join('; ')];
}

/** All of it with its labels, in the order of a card. */
export function contentRows(document: DecisionDocument): readonly (readonly [string, readonly string[]])[] {
  return [
    ['Reaches', reachTexts(document.reach)],
    ['Danger', operationTexts(document.operations)],
    ['Undo', reversalTexts(document.operations)],
  ];
}
