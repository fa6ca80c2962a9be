import type { AttributionReport } from '../../../contract/index.ts';
import { plain, plural } from '../format/index.ts';

type Candidate = AttributionReport['candidates'][number];

/** The answer, then the likeliest candidates with their reasons, none, unknown, when it began, where, and what was not there. */
export function attributionText(report: AttributionReport, { withReasons }: { readonly withReasons: boolean }): string {
  const { candidates, none, unknown, onsets, services, missing, gaps, gap_count: gapCount, shown_of: all } = report;
  const shown = withReasons
    ? candidates
    : candidates.filter(({ probability }, index) => index < SHOWN && probability >= SHOWN_FROM);
  const lines = [
    answerLine(report),
    '',
    ...shown.flatMap((candidate, index) => candidateLines(candidate, { withReasons, withSteps: index === 0 })),
    ...(all > shown.length ? [`       ${plural(all - shown.length, 'other candidate')}`] : []),
    `${percent(none.probability)}  none of these`,
    ...none.reasons.map((reason) => `         ${sign(reason.log_odds)} ${plain(reason.text)}`),
    `${percent(unknown)}  unknown: a change that is not in the list, or a cause of no known kind`,
    '',
    ...onsets.slice(0, withReasons ? onsets.length : 1).map(onsetLine),
    ...(services.length === 0 ? [] : [`fault   ${services.slice(0, 3).map(serviceText).join(', ')}`]),
    ...(missing.length === 0 ? [] : [`missing ${missing.join(', ')}: more may be hidden`]),
    ...(gapCount === 0 ? [] : ['', `! ${plural(gapCount, 'part')} of the case left out`]),
    ...gaps.map(({ place, message }) => `  ${plain(place)} ${plain(message)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Without `--reasons`. */
const SHOWN = 3;
const SHOWN_FROM = 0.02;

const WHY = {
  'no-onset': 'nothing tells when it began',
  'no-candidate': 'no change is listed',
  undecided: 'nothing is likely enough',
} as const;

function answerLine({ answer, candidates, none }: AttributionReport): string {
  if (answer.kind === 'none') return `NONE OF THESE (${percent(none.probability).trim()})`;
  const found = candidates.find(({ id }) => id === answer.id);
  if (answer.kind === 'unknown' || found === undefined) return `UNKNOWN: ${WHY[answer.why ?? 'undecided']}`;
  const word = found.standing === 'cause' ? 'CAUSE' : 'SUSPECT';
  return `${word} ${plain(found.id)} (${percent(found.probability).trim()}, evidence: ${found.grade})`;
}

function candidateLines(
  candidate: Candidate,
  { withReasons, withSteps }: { readonly withReasons: boolean; readonly withSteps: boolean },
): readonly string[] {
  const { id, kind, service, title, probability, grade, standing, reasons, raise } = candidate;
  const told = withReasons
    ? reasons
    : [...reasons].sort((a, b) => Math.abs(b.log_odds) - Math.abs(a.log_odds)).slice(0, REASONS);
  const step = raise[0];
  const last = raise.at(-1);
  const steps = step === undefined || last === undefined ? [] : step === last ? [last] : [step, last];
  return [
    `${percent(probability)}  ${plain(short(id))} ${kind}${service === null ? '' : ` of ${plain(service)}`}: ${plain(title)}`,
    `         ${standing}, evidence: ${grade}`,
    ...told.map((reason) => `         ${sign(reason.log_odds)} ${plain(reason.text)}`),
    ...(withReasons || withSteps
      ? (withReasons ? raise : steps).map(({ to, text }) => `         to ${to}: ${plain(text)}`)
      : []),
  ];
}

const REASONS = 4;

/** Whole commits are long; what is not one is shown whole. */
function short(id: string): string {
  return /^[0-9a-f]{40}$/.test(id) ? id.slice(0, 12) : id;
}

function onsetLine({ at, weight, error_seconds: error, source }: AttributionReport['onsets'][number]): string {
  return `began   ${at === null ? 'unknown' : at.slice(0, 19)} UTC, give or take ${Math.round(error)} s: ${plain(source)} (weight ${percent(weight).trim()})`;
}

function serviceText({ service, share }: AttributionReport['services'][number]): string {
  return `${plain(service)} ${percent(share).trim()}`;
}

function percent(share: number): string {
  const figure = share < 0.01 ? '<1' : (100 * share).toFixed(0);
  return `${figure} %`.padStart(6);
}

function sign(logOdds: number): string {
  return `${logOdds < 0 ? '-' : '+'}${Math.abs(logOdds).toFixed(1)}`;
}
