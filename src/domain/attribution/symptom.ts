import { isNovel, type LogShape } from './log-shape.ts';
import type { CaseEvidence, LogSeverity, TraceSpan } from './model.ts';
import type { Shift } from './shift.ts';
import { wordsOf } from './word.ts';

/** A piece of text that tells of the symptom, and how much it counts. */
export interface SymptomText {
  readonly text: string;
  readonly weight: number;
  readonly source: 'log' | 'trace' | 'metric' | 'alert';
}

/** What the incident looks like, in words. */
export interface Symptom {
  readonly texts: readonly SymptomText[];
  /** Word to weight in (0, 1]: how surely it belongs to the symptom and to nothing else. */
  readonly words: ReadonlyMap<string, number>;
}

const SEVERITY_WEIGHT: Readonly<Record<LogSeverity, number>> = { error: 1, warning: 0.8, info: 0.2 };
/** Names of attributes that identify a request and say nothing of what went wrong. */
const IDENTITIES = /(?:^|[._-])(?:trace|span|request|correlation|session|event)?_?id$|traceparent/i;
const ATTRIBUTES_MOST = 12;
const SHAPES_MOST = 60;
const WORDS_MOST = 200;
/** A word that usual lines have as well. */
const USUAL = 0.25;

/**
 * What new log lines, failing spans, shifted series and the alert say. Words of services are left out: where it failed is
 * weighed by itself.
 */
export function symptomOf(
  evidence: CaseEvidence,
  seen: {
    readonly shapes: readonly LogShape[];
    readonly shifts: readonly Shift[];
    readonly failing: readonly TraceSpan[];
    readonly serviceWords: ReadonlySet<string>;
  },
): Symptom {
  const texts = [
    ...logTexts(seen.shapes),
    ...patternTexts(evidence),
    ...seen.failing.map((span) => ({ text: spanText(span), weight: 0.9, source: 'trace' as const })),
    ...seen.shifts.map((shift) => ({ text: shift.metric, weight: 0.4, source: 'metric' as const })),
    ...alertTexts(evidence),
  ];
  const usual = new Set(seen.shapes.filter((shape) => !isNovel(shape)).flatMap((shape) => wordsOf(shape.template)));
  return { texts, words: weighWords(texts, { usual, left: seen.serviceWords }) };
}

function logTexts(shapes: readonly LogShape[]): SymptomText[] {
  const novel = shapes.filter(isNovel);
  const most = Math.max(1, ...novel.map(({ count }) => count));
  return novel
    .sort((a, b) => SEVERITY_WEIGHT[b.severity] * b.count - SEVERITY_WEIGHT[a.severity] * a.count)
    .slice(0, SHAPES_MOST)
    .map((shape) => ({
      text: `${shape.example.message}\n${attributeText(shape.example.attributes)}`,
      weight: SEVERITY_WEIGHT[shape.severity] * share(shape.count, most),
      source: 'log',
    }));
}

function patternTexts({ patterns }: CaseEvidence): SymptomText[] {
  const novel = patterns.filter(isNovel);
  const most = Math.max(1, ...novel.map(({ count }) => count));
  return novel.slice(0, SHAPES_MOST).map((pattern) => ({
    text: pattern.signature,
    weight: SEVERITY_WEIGHT[pattern.severity] * share(pattern.count, most),
    source: 'log',
  }));
}

/** Rare lines may tell most: half of the weight, however few. */
function share(count: number, most: number): number {
  return 0.5 + (0.5 * Math.log1p(count)) / Math.log1p(most);
}

function alertTexts({ alert }: CaseEvidence): SymptomText[] {
  return alert === null ? [] : [{ text: `${alert.text} ${alert.metric}`, weight: 0.4, source: 'alert' }];
}

function spanText(span: TraceSpan): string {
  return `${span.name}\n${attributeText(span.attributes)}`;
}

/** Names and values of attributes, without what identifies a request. */
function attributeText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .filter(([name]) => !IDENTITIES.test(name))
    .slice(0, ATTRIBUTES_MOST)
    .map(([name, value]) => `${name} ${value.slice(0, 2_000)}`)
    .join('\n');
}

function weighWords(
  texts: readonly SymptomText[],
  { usual, left }: { readonly usual: ReadonlySet<string>; readonly left: ReadonlySet<string> },
): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { text, weight } of texts) {
    for (const word of new Set(wordsOf(text))) {
      if (left.has(word)) continue;
      words.set(word, Math.max(words.get(word) ?? 0, weight * (usual.has(word) ? USUAL : 1)));
    }
  }
  return new Map([...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, WORDS_MOST));
}
