import type { ChangeReport, DecisionDocument, InboxReport } from '../../../contract/index.ts';
import { plural } from '../format/index.ts';

/** Reasons that are shown before a signature; the page shows all. */
const MAX_REASONS = 8;

/** What a person signs, before they say so: what, whose, made by what, why it is held, how large, and exactly which content. */
export function signedText(report: ChangeReport, server: string): string {
  const { change, decision, revision, signoffs } = report;
  const counting = signoffs.filter(({ counts }) => counts);
  return [
    change.title,
    `${change.id}, ${ASSISTANCE[change.assistance]}, by ${change.author}`,
    ...(decision === null ? ['not judged yet'] : decisionLines(report, decision)),
    ...operationLines(report.operation),
    ...(counting.length === 0 ? [] : [`signed by ${counting.map(({ by }) => by.person ?? by.handle).join(', ')}`]),
    ...(report.returned === null ? [] : [`sent back: ${report.returned.reason}`]),
    ...(change.url === null ? [] : [`read it at  ${change.url}`]),
    `all of it   ${server}/changes/${encodeURIComponent(change.id)}`,
    `content     ${revision.content_digest ?? 'not known'}`,
    '',
  ].join('\n');
}

/** What is asked of a person, in the order in which it should be done. */
export function inboxText({ person, items, budget, as_of }: InboxReport): string {
  if (person === null) return 'Your account stands for nobody of the catalog: nothing is asked of you.\n';
  const head = items.length === 0 ? ['Nothing waits for your sign-off.'] : [];
  const lines = items.flatMap(({ change, why, minutes, due_at, content_digest, reasons }) => [
    change.title,
    `  ${change.id}, ${ASSISTANCE[change.assistance]}, by ${change.author}`,
    `  tier ${change.tier ?? 'unknown'}, about ${plural(Math.round(minutes), 'minute')}, ${dueText(due_at, as_of)}: ${why}`,
    ...reasons.map(({ text }) => `  - ${text}`),
    `  content ${content_digest ?? 'not read yet'}`,
    '',
  ]);
  const spent =
    budget === null
      ? []
      : [`${Math.round(budget.used_minutes)} of ${Math.round(budget.week_minutes)} minutes of this week are used.`];
  return `${[...head, ...lines, ...spent].join('\n')}\n`;
}

const ASSISTANCE = {
  ai: 'AI-assisted',
  human: 'written by a human',
  unknown: 'not known whether AI-assisted',
} as const;

function decisionLines({ current }: ChangeReport, decision: DecisionDocument): readonly string[] {
  const { change, blockers, provenance, tier } = decision;
  const tools = provenance.tools.map(({ name }) => name);
  const more = blockers.length - MAX_REASONS;
  return [
    ...(current ? [] : ['the newest revision is not judged yet: what follows is of an earlier one']),
    ...(tools.length === 0 ? [] : [`tools       ${tools.join(', ')} (${provenance.evidence})`]),
    `size        ${plural(change.files, 'file')}, ${linesText(change)}, tier ${tier ?? 'unknown'}`,
    `verdict     ${decision.decision}`,
    ...blockers.slice(0, MAX_REASONS).map(({ message, because }) => `  - ${message}  (${because})`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** What is no pull request is signed as its whole text, so all of it is shown. */
function operationLines(operation: ChangeReport['operation']): readonly string[] {
  if (operation === null) return [];
  const { content, paths } = operation;
  return [
    ...(paths.length === 0 ? [] : [`about       ${paths.join(', ')}`]),
    ...(content === null
      ? ['its text is not kept']
      : ['what will be done, exactly:', ...content.split('\n').map((line) => `  | ${line}`)]),
  ];
}

function linesText({ added_lines: added, deleted_lines: deleted }: DecisionDocument['change']): string {
  return added === null || deleted === null ? 'lines not known' : `+${added} -${deleted} lines`;
}

function dueText(due: string, now: string): string {
  const hours = Math.round((Date.parse(due) - Date.parse(now)) / 3_600_000);
  if (!Number.isFinite(hours)) return 'due at a time not known';
  if (hours < 0) return `due ${plural(-hours, 'hour')} ago`;
  return hours === 0 ? 'due now' : `due in ${plural(hours, 'hour')}`;
}
