import type { Instant } from '../../kernel/index.ts';
import type { DeliveryFacts } from '../delivery/index.ts';
import type { ReviewedIncident, Sentence } from './model.ts';
import { hoursWords, percentWords, plural } from './wording.ts';

/** What the record says of one incident. Nothing is concluded here: a suspect stays one, and who differs is told. */
export function incidentSentences(
  incident: ReviewedIncident,
  { facts, cutOff }: { readonly facts: DeliveryFacts; readonly cutOff: Instant },
): readonly Sentence[] {
  const sources = [{ kind: 'page' as const, path: incidentPath(incident.id) }];
  const said = (text: string): Sentence => ({ text, sources });
  const { impact, detection, trigger, rootCause, aiRole, services, flows, actions } = incident;
  const places = [...services, ...flows];
  return [
    said(`${lasted(incident, cutOff)}${places.length === 0 ? '' : ` It hit ${places.join(', ')}.`}`),
    said(impact.length === 0 ? 'Nobody stated what it cost customers.' : `Impact: ${impact.join('; ')}.`),
    said(`Found by ${detection}. Trigger: ${trigger}. Root cause: ${rootCause}.`),
    { text: causeText(incident), sources: [...sources, ...changeSource(incident)] },
    said(`Part of AI: ${aiRole}.`),
    caughtText(incident, facts, sources),
    ...(actions.length === 0
      ? [said('No action is written down.')]
      : [
          said(
            `${plural(actions.length, 'action')}: ${kindsOf(actions)}; ${actions.filter(({ state }) => state === 'done').length} done.`,
          ),
        ]),
  ];
}

/** Page of an incident. */
export function incidentPath(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

/** Page of a change. */
export function changePath(id: string): string {
  return `/changes/${encodeURIComponent(id)}`;
}

function lasted({ startedAt, mitigatedAt }: ReviewedIncident, cutOff: Instant): string {
  if (mitigatedAt === null || mitigatedAt >= cutOff)
    return `It lasted at the cut-off, ${hoursWords(cutOff - startedAt)} in.`;
  return `Customers were hurt for ${hoursWords(mitigatedAt - startedAt)}.`;
}

function causeText({ cause }: ReviewedIncident): string {
  const sure = cause.probability === null ? '' : ` with ${percentWords(cause.probability)}`;
  const grade = cause.grade === null ? '' : `, evidence: ${cause.grade}`;
  switch (cause.kind) {
    case 'unknown':
      return 'Which change did it is not known.';
    case 'none':
      return `No change did it${sure}.`;
    case 'suspect':
      return `Suspect${sure}: ${cause.change ?? 'a change'}${grade}. It is not shown to be the cause.`;
    case 'cause':
      return `Cause${sure}: ${cause.change ?? 'a change'}${grade}.`;
  }
}

function changeSource({ cause }: ReviewedIncident): Sentence['sources'] {
  return cause.change === null ? [] : [{ kind: 'page', path: changePath(cause.change) }];
}

/** What the gate had said of the change that is named, where one is. */
function caughtText({ cause }: ReviewedIncident, { changes }: DeliveryFacts, sources: Sentence['sources']): Sentence {
  const change = changes.find(({ id }) => id === cause.change);
  if (change === undefined) return { text: 'What the gate said of its change is not known.', sources };
  const rules = [...new Set(change.holds.map(({ rule }) => rule))];
  const held = rules.length === 0 ? 'No rule held its change' : `Its change was held by ${rules.join(', ')}`;
  const passed = {
    'by-itself': 'it passed by itself',
    'signed-off': 'it was signed off',
    overridden: 'it was let through by an override',
    'past-the-gate': 'it landed past the gate',
    unknown: 'how it passed is not recorded',
  }[change.passed ?? 'unknown'];
  return { text: `${held}; ${passed}.`, sources: [...sources, { kind: 'page', path: changePath(change.id) }] };
}

function kindsOf(actions: ReviewedIncident['actions']): string {
  const kinds = new Map<string, number>();
  for (const { kind } of actions) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds]
    .map(([kind, count]) => `${count} to ${kind === 'process' ? 'change the process' : kind}`)
    .join(', ');
}
