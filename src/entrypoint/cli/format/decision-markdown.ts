import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import { evidenceText, reviewMinutes, riskText, warningText, writtenBy } from './decision-card.ts';
import { markdownCode, markdownCommand, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { contentRows } from './reach-text.ts';
import { scannerTexts } from './scanner-text.ts';
import { shellCommand } from './shell.ts';
import {
  asSentence,
  clearerText,
  placeText,
  plural,
  shortId,
  unevaluableAlone,
  verdictSentence,
  wouldBe,
} from './wording.ts';

/** Marks the one comment that Firebreak keeps up to date; two bots that edit "the last comment" overwrite each other. */
export const DECISION_MARKER = '<!-- firebreak:decision -->';

/** More rows than this are not read. */
const BLOCKERS_SHOWN = 5;
const LIST_SHOWN = 10;

const SIGN: Readonly<Record<DecisionDocument['decision'], string>> = {
  allow: '✅',
  hold: '✋',
  block: '⛔',
  unknown: '❔',
};

/**
 * The sticky comment: marker, verdict, at most five blockers, three collapsed blocks, footer. Everything that comes from
 * the change is inert: it pings nobody, links nothing and cannot leave its cell.
 */
export function decisionMarkdown(documents: readonly DecisionDocument[]): string {
  const parts = documents.map((document) => oneDecision(document).join('\n'));
  return `${[DECISION_MARKER, ...parts].join('\n\n')}\n`;
}

function oneDecision(document: DecisionDocument): string[] {
  const told = document.blockers.filter((blocker) => blocker.mode !== 'shadow');
  return [
    `### ${SIGN[document.decision]} ${verdictSentence(document)}`,
    '',
    `**${markdownText(document.change.title)}**${document.would_decide === document.decision ? '' : `<br>With every rule enforced it would be ${wouldBe(document)}.`}`,
    ...(told.length > 0 ? ['', ...blockerTable(told)] : []),
    ...(told.length > BLOCKERS_SHOWN
      ? ['', `${told.length - BLOCKERS_SHOWN} more: run ${markdownCode('firebreak check')}.`]
      : []),
    ...blindLines(document),
    ...warningLines(document),
    '',
    ...markdownDetails(reachSummary(document), reachLines(document)),
    ...markdownDetails(
      `Evidence: ${document.evidence.length === 0 ? 'none found' : document.evidence.length}`,
      evidenceLines(document),
    ),
    ...markdownDetails(`Written ${markdownText(writtenBy(document.provenance))}`, provenanceLines(document)),
    '',
    footer(document, told),
  ];
}

function blockerTable(blockers: readonly BlockerDocument[]): string[] {
  return markdownTable({
    head: ['Rule', 'What is missing, and why', 'Who can clear it', 'Do this'],
    rows: blockers
      .slice(0, BLOCKERS_SHOWN)
      .map((blocker) => [
        `${markdownCode(blocker.code)}<br>${blocker.mode === 'enforce' ? blocker.effect : 'advice'}`,
        [
          `<b>${markdownText(asSentence(blocker.message))}</b>`,
          markdownText(asSentence(blocker.because)),
          ...placeCells(blocker),
        ].join('<br>'),
        blocker.who_can_clear.map((clearer) => markdownText(clearerText(clearer))).join(', or '),
        [
          markdownText(asSentence(blocker.how)),
          ...(blocker.argv === null ? [] : [markdownCommand(shellCommand(blocker.argv))]),
        ].join('<br>'),
      ]),
  });
}

function placeCells({ where }: BlockerDocument): string[] {
  const [first] = where;
  if (first === undefined) return [];
  return [`${markdownCode(placeText(first))}${where.length > 1 ? ` and ${where.length - 1} more` : ''}`];
}

function blindLines(document: DecisionDocument): string[] {
  const told = unevaluableAlone(document).filter((one) => one.mode !== 'shadow');
  if (told.length === 0) return [];
  return [
    '',
    'Could not be evaluated:',
    '',
    ...told.slice(0, LIST_SHOWN).map(({ rule, mode, missing }) => {
      const facts = missing.slice(0, LIST_SHOWN).map(({ fact, why }) => `${markdownCode(fact)} (${markdownText(why)})`);
      return `- ${markdownCode(rule)}${mode === 'enforce' ? ', which holds' : ''}: ${facts.join(', ')}`;
    }),
  ];
}

function warningLines({ warnings }: DecisionDocument): string[] {
  if (warnings.length === 0) return [];
  return ['', ...warnings.slice(0, LIST_SHOWN).map((warning) => `- Lapsed: ${markdownText(warningText(warning))}`)];
}

function reachSummary({ tier, services }: DecisionDocument): string {
  const where = services.length === 0 ? 'no service known' : markdownText(services.join(', '));
  return `What it reaches: ${tier === null ? 'tier unknown' : `tier ${tier}`}, ${where}`;
}

function reachLines(document: DecisionDocument): string[] {
  const { change, risk, scanner } = document;
  const lines = change.added_lines === null ? '' : `, +${change.added_lines} −${change.deleted_lines ?? 0} lines`;
  return [
    `- ${plural(change.files, 'file')}${lines}`,
    `- Risk: ${markdownText(riskText(risk))}`,
    ...risk.factors.map(({ name, text }) => `- ${markdownText(name)}: ${markdownText(text)}`),
    ...contentRows(document).flatMap(([label, texts]) => texts.map((text) => `- ${label}: ${markdownText(text)}`)),
    ...scannerTexts(scanner).map((text) => `- Scanned: ${markdownText(text)}`),
    ...change.gaps.slice(0, LIST_SHOWN).map((gap) => `- Not seen: ${markdownText(gap.message)}`),
  ];
}

function evidenceLines({ evidence, review }: DecisionDocument): string[] {
  return [
    ...evidence.slice(0, LIST_SHOWN).map(({ kind, text }) => `- ${markdownText(kind)}: ${markdownText(text)}`),
    `- Review: ${markdownText(reviewMinutes(review))}`,
  ];
}

function provenanceLines({ provenance }: DecisionDocument): string[] {
  const pieces = provenance.where
    .slice(0, LIST_SHOWN)
    .map((one) => `- ${one.class}: ${markdownText(evidenceText(one))}`);
  const findings = provenance.findings.slice(0, LIST_SHOWN).map(({ message }) => `- Note: ${markdownText(message)}`);
  return pieces.length + findings.length > 0
    ? [...pieces, ...findings]
    : ['No evidence was found. Unknown is not human.'];
}

function footer(document: DecisionDocument, told: readonly BlockerDocument[]): string {
  const { change, policy } = document;
  const first = told[0];
  const parts = [
    change.head === null ? '' : `commit ${markdownCode(shortId(change.head))}`,
    `policy ${markdownCode(policy.source)} ${markdownCode(shortId(policy.digest))}`,
    policy.edited_by_change ? 'this change edits the policy and is judged by the rules of its base' : '',
    `facts ${markdownCode(shortId(document.facts_digest))}`,
    markdownText(document.decided_at),
    first === undefined ? '' : `wrong? ${markdownCode(`firebreak explain ${first.code}`)} shows what would change it`,
  ].filter((part) => part !== '');
  return `<sub>${parts.join(' · ')}</sub>`;
}
