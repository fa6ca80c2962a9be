import type { DecisionDocument } from '../../../contract/index.ts';
import { labelled } from './layout.ts';
import { amount, percent } from './number.ts';
import type { Paint } from './paint.ts';
import { excerpt, plain } from './plain.ts';
import { contentRows } from './reach-text.ts';
import { scannerTexts } from './scanner-text.ts';
import { modelName, plural, shortId, thousands } from './wording.ts';

const LABEL_WIDTH = 10;
const EVIDENCE_SHOWN = 3;
const EVIDENCE_TEXT_LIMIT = 72;

type Row = readonly [label: string, text: string];

/** What a decision rests on, as a card of labelled lines: who wrote it, risk, evidence, review, policy, what was not seen. */
export function cardLines(document: DecisionDocument, paint: Paint, width: number): string[] {
  const rows: readonly Row[] = [
    ...provenanceRows(document),
    ...riskRows(document),
    ...contentRows(document).flatMap(([label, lines]) => list(label, lines)),
    ...list('Scanned', scannerTexts(document.scanner)),
    ...list(
      'Evidence',
      document.evidence.map((one) => `${one.kind}: ${one.text}`),
    ),
    ['Review', reviewText(document)],
    ['Rules', rulesText(document)],
    ...list(
      'Not seen',
      document.change.gaps.map((gap) => `${gap.message} (${gap.code})`),
    ),
    ...list('Not known', unknownTexts(document)),
    ...list('Lapsed', document.warnings.map(warningText)),
  ];
  return rows.flatMap(([label, text]) =>
    labelled({ label, labelWidth: LABEL_WIDTH, text: plain(text), width, paintLabel: paint.quiet }),
  );
}

function provenanceRows({ provenance }: DecisionDocument): Row[] {
  const shown = provenance.where.slice(0, EVIDENCE_SHOWN);
  const rest = provenance.where.length - shown.length;
  return [
    ['Written', writtenBy(provenance)],
    ...shown.map((one): Row => ['', evidenceText(one)]),
    ...(rest > 0 ? [['', `and ${plural(rest, 'more piece')} of evidence`] as const] : []),
    ...provenance.findings.map((finding): Row => ['', `! ${finding.message} (${finding.code})`]),
  ];
}

/** `by AI (declared): Claude Code, claude-opus-4.5; 96 of 120 added lines`. */
export function writtenBy(provenance: DecisionDocument['provenance']): string {
  const who = { ai: 'with AI', human: 'by a human', unknown: 'by whom or what is unknown' }[provenance.assistance];
  const grade = provenance.evidence === 'none' ? 'no evidence' : provenance.evidence;
  const tools = provenance.tools.map((tool) => (tool.model === null ? tool.name : `${tool.name} ${tool.model}`));
  const lines = provenance.lines;
  const share = lines === null ? '' : `; records name ${lines.ai} of ${plural(lines.total, 'added line')} as AI`;
  return `${who} (${grade})${tools.length > 0 ? `: ${tools.join(', ')}` : ''}${share}`;
}

/** `trailer, 3f2a9c1 line 7: Co-authored-by: …`. */
export function evidenceText(one: DecisionDocument['provenance']['where'][number]): string {
  const commit = one.commit === null ? '' : ` of ${shortId(one.commit)}`;
  const line = one.line === null ? '' : `, line ${one.line}`;
  const doubt = one.confidence < 1 ? ` (${percent(one.confidence)} sure)` : '';
  return `${one.place}${commit}${line}${doubt}: ${excerpt(one.text, EVIDENCE_TEXT_LIMIT)}`;
}

function riskRows({ risk }: DecisionDocument): Row[] {
  return [['Risk', riskText(risk)], ...risk.factors.map((factor): Row => ['', `${factor.name}: ${factor.text}`])];
}

/**
 * Rank first, since that is what the repository itself says; the probability with what it is calibrated on, for it holds
 * only there. Without a figure, why there is none.
 */
export function riskText(risk: DecisionDocument['risk']): string {
  if (risk.score === null) return risk.why_unknown ?? 'not computed, and no reason is given';
  const rank =
    risk.percentile === null
      ? 'too few changes here to rank it'
      : `higher than ${Math.floor(risk.percentile)} % of the changes before it`;
  const chance = `${percent(risk.score)} of such changes needed repair`;
  return risk.model !== null
    ? `${rank}; ${chance} in this repository (${modelName(risk.model.use)}, ${thousands(risk.model.changes)} ${risk.model.labels} labels)`
    : `${rank}; ${chance} in public projects (not calibrated to this one)`;
}

/** `about 12 minutes (7 to 21), an assumption, not a measurement of your team`: the formula itself is in the JSON. */
export function reviewMinutes(review: DecisionDocument['review']): string {
  const [method = ''] = review.method.split(':');
  return `about ${amount(review.minutes)} minutes (${amount(review.low)} to ${amount(review.high)})${method === '' ? '' : `, ${method}`}`;
}

function reviewText({ review }: DecisionDocument): string {
  const senior =
    review.senior_minutes > 0 ? `; the open requirements ask ${amount(review.senior_minutes)} senior minutes` : '';
  return `${reviewMinutes(review)}${senior}`;
}

function rulesText({ rules, policy }: DecisionDocument): string {
  const outcomes = ['satisfied', 'unsatisfied', 'unevaluable', 'not-matched', 'expired', 'not-started'] as const;
  const counts = outcomes
    .map((outcome) => ({ outcome, count: rules.filter((rule) => rule.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome.replace('-', ' ')}`);
  const edited = policy.edited_by_change ? '; the change edits the policy and is judged by the base’s rules' : '';
  const from = `from ${policy.source} (${shortId(policy.digest)})`;
  return `${plural(rules.length, 'rule')} ${from}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}${edited}`;
}

/** `firebreak.yaml:12: the quarantine of … lapsed …`. */
export function warningText({ file, line, message }: DecisionDocument['warnings'][number]): string {
  return `${file}:${line}: ${message}`;
}

/** Facts that are unknown for the same reason stand together. */
function unknownTexts({ unknown_facts }: DecisionDocument): string[] {
  const byReason = new Map<string, string[]>();
  for (const { fact, why } of unknown_facts) byReason.set(why, [...(byReason.get(why) ?? []), fact]);
  return [...byReason].map(([why, facts]) => `${shortened(facts).join(', ')}: ${why}`);
}

/** Facts of one group that are told one by one; more of them stand as `scanner.*`. */
const MEMBERS_SHOWN = 6;

function shortened(facts: readonly string[]): readonly string[] {
  const groupOf = (fact: string): string => fact.split('.', 1)[0] ?? fact;
  const sizeOf = (group: string): number => facts.filter((fact) => groupOf(fact) === group).length;
  const told = facts.map((fact) => (sizeOf(groupOf(fact)) > MEMBERS_SHOWN ? `${groupOf(fact)}.*` : fact));
  return [...new Set(told)];
}

function list(label: string, texts: readonly string[]): Row[] {
  return texts.map((text, index): Row => [index === 0 ? label : '', text]);
}
