import type { RolloutMetric, RolloutReport, RolloutRow } from '../../../contract/index.ts';
import { minutesText } from '../../text/number.ts';
import { sentenceText } from '../../text/word.ts';

/** One reason of the judge, such as `no-data errors`, as a clause; a code that is not known here stays as it is. */
export function reasonClause(reason: string): string {
  const cut = reason.indexOf(' ');
  const [code, about] = cut < 0 ? [reason, ''] : [reason.slice(0, cut), reason.slice(cut + 1).replaceAll(',', ', ')];
  return CLAUSE[code]?.(about) ?? reason;
}

const CLAUSE: Readonly<Record<string, (about: string) => string>> = {
  worse: (about) => `${about} is worse than chance allows`,
  'worse-at-look': (about) => `${about} is worse at a planned look`,
  'worse-together': (about) => `${about} are worse together than chance allows`,
  'not-told-apart': () => 'another rollout serves the same traffic, so it may be that one',
  proved: (about) => `proved no worse: ${about}`,
  'horizon-passed': () => 'the fixed length of the stage is over and nothing worse was found',
  'no-stage': () => 'no stage was entered yet',
  'no-data': (about) => `there is no data of ${about}`,
  silent: (about) => `${about} went silent`,
  'too-little': (about) => `there is too little data of ${about}`,
  'not-proved': (about) => `${about} is not proved yet`,
  'least-time': () => 'the least time of the stage is not over',
  'split-off': (about) => `users do not fall into the two versions as configured (${about})`,
  'clock-ran-back': () => 'a clock ran back',
  'judge-slow': () => 'the judge did not answer in time',
  'judge-failed': () => 'the judge failed',
  'judge-malformed': () => 'the judge answered with nonsense',
};

const DECISION: Readonly<Record<NonNullable<RolloutReport['judgement']>['decision'], string>> = {
  promote: 'The judge lets it go on',
  hold: 'The judge waits',
  rollback: 'The judge stops it',
  unknown: 'There is no judgement, so it waits',
};

/** What the judge says in one sentence, with all its reasons. */
export function judgementText(judgement: RolloutRow['said']): string {
  if (judgement === null) return 'Nothing was judged yet.';
  const clauses = judgement.reasons.map(reasonClause).sort((a, b) => a.localeCompare(b));
  return `${DECISION[judgement.decision]}: ${clauses.join('; ')}.`;
}

/** What a rollout does or waits for, as the list says it; codes of the judge become words. */
export function rowText({ text, said }: Pick<RolloutRow, 'text' | 'said'>): string {
  const codes = said === null ? null : `; ${said.decision}: ${said.reasons.join(', ')}`;
  // The server's words name commands; here the page of the rollout has the buttons.
  if (text.startsWith('paused: found worse')) return 'Paused: found worse. Open it to decide.';
  if (codes === null || !text.endsWith(codes)) return sentenceText(text, { capital: true });
  return `${sentenceText(text.slice(0, -codes.length), { capital: true })} ${judgementText(said)}`;
}

/** How long the stage that it is in will still take by its evidence, as far as that can be told. */
export function stageForecastText(report: Pick<RolloutReport, 'metrics' | 'stages' | 'as_of'>): string | null {
  const stage = report.stages.find(({ state }) => state === 'current');
  const critical = report.metrics.filter((metric) => metric.critical);
  if (stage === undefined || critical.length === 0) return null;
  if (critical.some(({ state }) => state === 'worse')) return 'found worse: it goes no further';
  const open = critical.filter(({ state }) => state !== 'not-worse');
  const waits = leastLeft(stage, report.as_of);
  if (open.length === 0)
    return waits > 0 ? `proved; about ${minutesText(waits)} until its least time is over` : 'proved';
  const times = open.map(minutesOf);
  if (times.some((time) => time === 'never')) return 'cannot be proved in a day with this traffic';
  const known = times.filter((time): time is number => typeof time === 'number');
  if (known.length < times.length) return 'how long it takes cannot be told yet';
  return `about ${minutesText(Math.max(waits, ...known))} more if it is no worse`;
}

function minutesOf({ forecast }: RolloutMetric): number | 'never' | null {
  if (forecast === null) return null;
  return forecast.kind === 'minutes' ? forecast.minutes : 'never';
}

function leastLeft({ entered_at: at, least_minutes: least }: RolloutReport['stages'][number], asOf: string): number {
  return at === null ? least : Math.max(0, least - (Date.parse(asOf) - Date.parse(at)) / 60_000);
}
