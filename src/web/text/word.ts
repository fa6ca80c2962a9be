import type { ChangeRow, NowReport } from '../../contract/index.ts';

export type Verdict = ChangeRow['verdict'];
export type ServiceState = NowReport['services'][number]['state'];

/** One word for each verdict, as it stands on every screen. */
export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  allow: 'May pass',
  hold: 'Held',
  block: 'Blocked',
  unknown: 'Not known',
  undecided: 'Being judged',
};

/** One word for each state of a service. */
export const STATE_WORD: Readonly<Record<ServiceState, string>> = {
  clear: 'Clear',
  held: 'Held',
  blocked: 'Blocked',
  undecided: 'Being judged',
};

/** The answer on Now: a shape, one word, and what it means. */
export const SHIP_WORD: Readonly<
  Record<
    NowReport['ship']['state'],
    { readonly sign: 'pass' | 'hold' | 'stop' | 'unsure'; readonly word: string; readonly text: string }
  >
> = {
  ship: { sign: 'pass', word: 'Ship', text: 'No brake holds anything.' },
  partly: { sign: 'hold', word: 'Ship, with holds', text: 'A brake holds some of it; everything else may ship.' },
  hold: { sign: 'stop', word: 'Hold', text: 'A brake holds everything.' },
  unknown: {
    sign: 'unsure',
    word: 'Not known',
    text: 'The calendars of freezes could not be read: hold until they are.',
  },
};

/** `tier:0`, `service:checkout` as people say them: `tier 0, service checkout`. */
export function coversText(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/^([a-z]+):/, '$1 ')).join(', ');
}

/** What wrote it, as far as evidence goes; unknown is never "human". */
export const ASSISTANCE_WORD: Readonly<Record<ChangeRow['assistance'], string>> = {
  ai: 'AI-assisted',
  human: 'stated human',
  unknown: 'origin unknown',
};

/** What it is. */
export const KIND_WORD: Readonly<Record<ChangeRow['kind'], string>> = {
  proposal: 'change',
  configuration: 'configuration',
  flag: 'flag',
  data: 'data operation',
  manual: 'manual operation',
};

/** How it ended or stands: what is no change of code is carried out, not landed. */
export function stateText({ state, kind }: Pick<ChangeRow, 'state' | 'kind'>): string {
  return state === 'landed' && kind !== 'proposal' ? 'carried out' : state;
}

/** `tier 0`; a tier that is not known says so. */
export function tierText(tier: number | null): string {
  return tier === null ? 'tier unknown' : `tier ${tier}`;
}

/** `github:o/r#7` as people write it: `o/r#7`. */
export function shortId(id: string): string {
  return id.replace(/^[a-z-]+:/, '');
}

/** The first twelve characters of a digest, without the name of its method. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha(1|256|512):/, '').slice(0, 12);
}

/** A text that somebody else may have written the end of, as a sentence: ends once, begins with a capital where `capital`. */
export function sentenceText(text: string, options: { readonly capital: boolean } = { capital: false }): string {
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`;
  return options.capital ? `${ended.charAt(0).toUpperCase()}${ended.slice(1)}` : ended;
}

/** More numbers than this say less than how many they are. */
const MOST_ENTRIES = 8;

/** `#4, #5`; of many the first, and how many more. */
export function entriesText(numbers: readonly number[]): string {
  const named = numbers.slice(0, MOST_ENTRIES).map((number) => `#${number}`);
  const left = numbers.length - named.length;
  return left > 0 ? `${named.join(', ')} and ${left} more` : named.join(', ');
}
