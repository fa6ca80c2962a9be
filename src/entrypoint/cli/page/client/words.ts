import type { Dot } from '../page-data.ts';

/** How the evidence says a change was written. */
export const WRITTEN_TEXT: Readonly<Record<Dot['assistance'], string>> = {
  ai: 'AI-assisted',
  human: 'human',
  unknown: 'unknown',
};

/** The grade of that evidence, to follow the word before. */
export const EVIDENCE_TEXT: Readonly<Record<Dot['evidence'], string>> = {
  attested: ', attested',
  declared: ', declared',
  observed: ', observed',
  inferred: ', inferred',
  none: ': no evidence either way',
};

/** What later history says of a change. */
export function outcomeText(dot: Dot, censoredDays: number): string {
  const by = dot.labelledBy.length === 0 ? '' : ` by ${dot.labelledBy.slice(0, 2).join(', ')}`;
  const more = dot.labelledBy.length > 2 ? ` and ${dot.labelledBy.length - 2} more` : '';
  switch (dot.label) {
    case 'reverted':
      return `reverted${by}${more}`;
    case 'fixed':
      return `fixed later${by}${more}`;
    case 'none':
      return 'no harm stated';
    case 'censored':
      return `too recent to tell: landed in the last ${censoredDays} days`;
  }
}
