import type { BlastReport } from '../../../contract/index.ts';
import { plural } from './wording.ts';

/** `1 file imports it`, `3 files import it`. */
export function importersText(files: number): string {
  return `${plural(files, 'file')} import${files === 1 ? 's' : ''} it`;
}

/** Why a file is named, in a few words. */
export function fileReason(file: BlastReport['files'][number]): string {
  const reasons: string[] = [];
  if (file.dependent_hops === 1) reasons.push('imports it');
  else if (file.dependent_hops !== null) reasons.push(`imports it over ${file.dependent_hops} hops`);
  if (file.dependency_hops !== null) reasons.push('is used by it');
  if (file.landings > 0) reasons.push(`landed with it ${plural(file.landings, 'time')}`);
  return reasons.length === 0 ? 'stands beside it' : reasons.join(', ');
}

/** That the repository's own rank ordered the files, and what that stands on; empty where the shipped one did. */
export function rankLines({ own_rank }: BlastReport): readonly string[] {
  if (own_rank === null) return [];
  const day = own_rank.landed_at?.slice(0, 10) ?? 'a day not known';
  return [`ranked by this repository's own ${plural(own_rank.repairs, 'repair')}, up to ${day}`];
}

/** How a service or flow is reached. */
export function wayOf({
  by,
  through,
}: {
  readonly by: 'change' | 'import' | 'call';
  readonly through: string;
}): string {
  if (by === 'change') return 'is changed';
  return by === 'import' ? `imports what changed (${through})` : `calls it (${through})`;
}

/** The way of calls of a service, `web > cart > prices`. */
export function callWay(service: BlastReport['services'][number]): string {
  const [first] = service.through;
  return first === undefined ? service.id : [first.caller, ...service.through.map(({ callee }) => callee)].join(' > ');
}

/** A tier in words. */
export function tierText(tier: number | null): string {
  return tier === null ? 'tier unknown' : `tier ${tier}`;
}

/** Whether the change can be undone, one sentence. */
export function reversalText({ answer, next_step }: BlastReport['reversal']): string {
  const can = {
    yes: 'Yes.',
    'with-conditions': 'With conditions.',
    no: 'No.',
    unknown: 'Not known.',
  }[answer];
  return `${can} ${next_step}`;
}

/** What stands behind the flows for each minute that they do not work; one line each, empty where nobody states it. */
export function exposureLines({
  money,
  orders_per_minute,
  users_per_minute,
  terms,
}: BlastReport['exposure']): string[] {
  const sums = money.map(({ currency, per_minute }) => {
    const parts = terms
      .filter((term) => term.currency === currency && term.money_per_minute !== null)
      .map((term) => `${term.flow}: ${ordersText(term.orders_per_minute)} x ${number(term.amount_per_order)}`);
    return `${moneyText({ currency, perMinute: per_minute })} (${parts.join(' + ')})`;
  });
  if (orders_per_minute !== null) sums.push(`${ordersText(orders_per_minute)} a minute`);
  if (users_per_minute !== null) sums.push(`at most ${number(users_per_minute)} users a minute`);
  return sums;
}

function ordersText(orders: number | null): string {
  return `${number(orders)} ${orders === 1 ? 'order' : 'orders'}`;
}

/** `GBP 1,380 a minute`. */
export function moneyText({ currency, perMinute }: { readonly currency: string; readonly perMinute: number }): string {
  return `${currency} ${number(perMinute)} a minute`;
}

function number(value: number | null): string {
  return value === null ? '?' : NUMBER.format(value);
}

/** What could not be analysed, one line for each kind. */
export function notAnalysedLines(report: BlastReport): string[] {
  const kinds = new Map<string, string[]>();
  for (const { kind, path } of report.not_analysed) kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  return [...kinds].map(([kind, paths]) => {
    const unique = [...new Set(paths)];
    const more = unique.length > SHOWN ? ` and ${unique.length - SHOWN} more` : '';
    return `${NOT_ANALYSED[kind] ?? kind}: ${unique.slice(0, SHOWN).join(', ')}${more}`;
  });
}

/** A sum must come out right when somebody adds its terms up: cents are kept. */
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

const SHOWN = 5;

const NOT_ANALYSED: Readonly<Record<string, string>> = {
  language: 'language not read',
  'too-large': 'too large',
  unreadable: 'no text',
  unresolved: 'imports that lead nowhere known',
  computed: 'imports by a computed name',
  generated: 'made by a program',
};
