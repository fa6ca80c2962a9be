import type { DeliveryReport, Trend } from '../delivery/index.ts';
import { isInside } from '../delivery/index.ts';
import { changePath, incidentPath } from './incident-text.ts';
import type { AcceptedRisk, ReviewedIncident, Sentence, SentenceGround, Source } from './model.ts';
import { percentWords, plural, shareWords, thousands, timeWords } from './wording.ts';

const figure = (rule: string): Source => ({ kind: 'figure', rule });
const said = (text: string, ...sources: readonly Source[]): Sentence => ({ text, sources });

/** How did we do? */
export function headlineSentences({ week, facts, trends, severities, metrics }: SentenceGround): readonly Sentence[] {
  const landed = facts.changes.filter(({ moments }) => isInside(moments.landed, week));
  const ai = landed.filter(({ assistance }) => assistance === 'ai').length;
  const unknown = landed.filter(({ assistance }) => assistance === 'unknown').length;
  const incidents = Object.values(severities).reduce((sum, count) => sum + count, 0);
  const worst = ([1, 2, 3, 4] as const).filter((severity) => severities[severity] > 0);
  return [
    said(
      `${plural(landed.length, 'change')} landed: ${thousands(ai)} with evidence of AI, of ${thousands(unknown)} nobody knows.`,
      figure('landing/1'),
      figure('cohort/1'),
    ),
    said(
      incidents === 0
        ? `No incident began${bandText(trends.incidents)}.`
        : `${plural(incidents, 'incident')} began (${worst.map((severity) => `${severities[severity]} of Sev-${severity}`).join(', ')})${bandText(trends.incidents)}.`,
      { kind: 'page', path: '/incidents' },
    ),
    said(
      `Of the last twelve weeks ${shareWords(metrics.repairs)} changes needed repair; the newest are too young to tell.`,
      figure('repair/1'),
    ),
  ];
}

/** Where the newest point stands beside what is usual. */
function bandText({ points, centre, baseline }: Trend): string {
  const last = points.at(-1);
  if (centre === null || last === undefined || last.low === null || last.high === null) {
    return baseline === 0 ? '' : '; too few weeks are known to say what is usual';
  }
  const usual = `${Number(centre.toPrecision(2))} a week are usual, ${last.low} to ${last.high} by chance`;
  return last.isSignal ? `; ${usual}: this is a signal` : `; ${usual}: no signal`;
}

/** Services that get a sentence of their own. */
const MAX_SERVICES = 6;

/** What delivery cost, service by service. */
export function deliverySentences({ services, stages, rules }: DeliveryReport): readonly Sentence[] {
  const busiest = [...services].sort((a, b) => b.frequency.count - a.frequency.count).slice(0, MAX_SERVICES);
  const slow = stages
    .filter(({ bottleneck }) => bottleneck !== null)
    .sort((a, b) => b.changes - a.changes)
    .slice(0, MAX_SERVICES);
  return [
    ...(services.length === 0
      ? [
          said(
            'No deployment to production is recorded: pipelines tell of them by POST /api/v1/deployments.',
            figure('frequency/1'),
          ),
        ]
      : []),
    ...busiest.flatMap(({ service, leadTime, changeFail }) => {
      const time = timeWords(leadTime);
      return [
        said(
          `${service}: ${shareWords(changeFail)} deployments failed${time === null ? '' : `; from first commit to production ${time}`}.`,
          figure('change-fail/1'),
          figure('lead-time/1'),
        ),
      ];
    }),
    ...slow.map(({ service, bottleneck }) =>
      said(
        `${service}: changes spend ${percentWords(bottleneck?.share ?? 0)} of their time in ${bottleneck?.stage}${bottleneck?.isClear ? '' : ', not clearly more than in the next stage'}.`,
        figure('bottleneck/1'),
      ),
    ),
    ...rules
      .slice(0, 3)
      .map(({ id, held, hours, reworked, abandoned, repairedAfter }) =>
        said(
          `Rule ${id} held ${plural(held, 'change')} for ${thousands(hours)} hours together: ${reworked} were changed, ${abandoned} given up, ${repairedAfter} needed repair all the same.`,
          figure('rule/1'),
        ),
      ),
  ];
}

const VERDICT = {
  'not-enough-data': 'There is not enough data to compare changes with AI with others',
  'not-comparable': 'Changes with AI and others did different work: they are not compared',
  'no-difference-shown': 'No difference between changes with AI and their like is shown',
  'more-repairs': 'Changes with AI needed repair more often than their like; that names no cause',
  'fewer-repairs': 'Changes with AI needed repair less often than their like; that names no cause',
} as const;

/** Changes with evidence of AI beside others, raw and like with like. */
export function cohortSentences({ cohorts }: DeliveryReport): readonly Sentence[] {
  const { ai, human, unknown, power, total, isReversed, verdict } = cohorts;
  const need =
    power.neededPerArm === null ? '' : ` (a doubling would show with ${thousands(power.neededPerArm)} on each side)`;
  return [
    said(`${VERDICT[verdict]}${verdict === 'not-enough-data' ? need : ''}.`, figure('cohort/1')),
    said(
      `Needed repair, raw: with AI ${shareWords(ai)}, human ${shareWords(human)}, unknown ${shareWords(unknown)}.`,
      figure('repair/1'),
    ),
    ...(total.difference === null || verdict === 'not-enough-data'
      ? []
      : [
          said(
            `Like with like the difference is ${points(total.difference.value)} points (${points(total.difference.low)} to ${points(total.difference.high)}), with ${percentWords(total.overlap ?? 0)} of the AI changes compared${isReversed ? '; the sign turns, so the raw figures compare different work' : ''}.`,
            figure('cohort/1'),
          ),
        ]),
  ];
}

function points(share: number): string {
  const value = (100 * share).toFixed(1);
  return value.startsWith('-') ? `−${value.slice(1)}` : `+${value}`;
}

/** Risk that somebody took on: each by itself. */
export function acceptedSentences(accepted: readonly AcceptedRisk[]): readonly Sentence[] {
  return accepted.slice(0, MAX_ACCEPTED).map(({ change, kind, isReviewed, position }) => {
    const how = kind === 'override' ? 'was let through by an override' : 'landed past the gate';
    const review = isReviewed === null ? '' : isReviewed ? ', reviewed since' : ', not reviewed yet';
    const event: readonly Source[] = position === null ? [] : [{ kind: 'event', position }];
    return said(`${change} ${how}${review}.`, { kind: 'page', path: changePath(change) }, ...event);
  });
}

/** More are counted by the findings' page. */
const MAX_ACCEPTED = 12;

/** What people differ about, in every incident that is known. */
export function disputeSentences(incidents: readonly ReviewedIncident[]): readonly Sentence[] {
  return incidents
    .filter(({ disputes }) => disputes.length > 0)
    .map(({ id, title, disputes }) =>
      said(`${id} (${title}): people differ about ${disputes.map((each) => each.replace('-', ' ')).join(' and ')}.`, {
        kind: 'page',
        path: incidentPath(id),
      }),
    );
}
