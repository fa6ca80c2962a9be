import type { DecisionDocument } from '../../../contract/index.ts';
import { blockerLines, shortBlockerLines } from './blocker-text.ts';
import { cardLines } from './decision-card.ts';
import { labelled, proseWidth, wrap } from './layout.ts';
import { type Paint, painter, type TextOptions } from './paint.ts';
import { plain, withoutRunnerCommands } from './plain.ts';
import { shellCommand } from './shell.ts';
import {
  asSentence,
  plural,
  shortId,
  thousands,
  unevaluableAlone,
  VERDICT,
  VERDICT_TONE,
  verdictSentence,
  wouldBe,
} from './wording.ts';

/**
 * Decisions for a person at a terminal: verdict first, what is in the way, what it rests on, and last the one thing to do
 * next. Several documents end with a count of each verdict.
 */
export function decisionText(documents: readonly DecisionDocument[], options: TextOptions): string {
  const paint = painter(options.color);
  const width = proseWidth(options.width);
  const blocks = documents.map((document) => oneDecision(document, paint, width).join('\n'));
  if (documents.length !== 1) blocks.push(tally(documents, paint));
  return withoutRunnerCommands(`${blocks.join(`\n\n${paint.quiet('─'.repeat(width))}\n\n`)}\n`);
}

function oneDecision(document: DecisionDocument, paint: Paint, width: number): string[] {
  return [
    ...headline(document, paint, width),
    ...enforcedLines(document, paint, width),
    ...quieterLines(document, paint, width),
    ...blindLines(document, paint, width),
    '',
    ...cardLines(document, paint, width),
    '',
    ...closing(document, paint, width),
  ];
}

function headline(document: DecisionDocument, paint: Paint, width: number): string[] {
  const { change } = document;
  const tone = VERDICT_TONE[document.decision];
  const word = VERDICT[document.decision].toUpperCase();
  const indent = word.length + (paint.badge(tone, word) === word ? 2 : 4);
  const title = wrap(plain(change.title), width - indent);
  const lines = [
    `${paint.badge(tone, word)}  ${paint.bold(title[0] ?? '')}`,
    ...title.slice(1).map((line) => ' '.repeat(indent) + paint.bold(line)),
  ];
  for (const about of [whereItGoes(document), whatItIs(document)]) {
    lines.push(...wrap(about, width - indent).map((line) => ' '.repeat(indent) + paint.quiet(line)));
  }
  return lines;
}

function whereItGoes({ change }: DecisionDocument): string {
  const to = change.base_branch ?? (change.base === null ? null : shortId(change.base));
  const parts = [change.kind === 'landed' ? `landed${to === null ? '' : ` on ${to}`}` : proposed(change, to)];
  if (change.pull_request !== null) parts.push(`pull request ${change.pull_request}`);
  if (change.head !== null) parts.push(shortId(change.head));
  parts.push(change.author === '' ? 'author unknown' : change.author);
  return plain(parts.join(' · '));
}

function proposed(change: DecisionDocument['change'], to: string | null): string {
  const from = change.head_branch ?? (change.kind === 'staged' ? 'staged files' : change.id);
  return to === null ? from : `${from} → ${to}`;
}

function whatItIs({ change, tier, services }: DecisionDocument): string {
  const lines =
    change.added_lines === null || change.deleted_lines === null
      ? 'lines not counted'
      : `+${thousands(change.added_lines)} −${thousands(change.deleted_lines)}`;
  const reach = tier === null ? 'tier unknown' : `tier ${tier}`;
  return plain(
    `${plural(change.files, 'file')}, ${lines} · ${reach}${services.length > 0 ? ` (${services.join(', ')})` : ''}`,
  );
}

function enforcedLines(document: DecisionDocument, paint: Paint, width: number): string[] {
  return document.blockers
    .filter((blocker) => blocker.mode === 'enforce')
    .flatMap((blocker) => ['', ...blockerLines({ blocker, paint, width })]);
}

function quieterLines(document: DecisionDocument, paint: Paint, width: number): string[] {
  const headings = { advise: 'Advice, not in the way', shadow: 'Shadow, counted only' } as const;
  return (['advise', 'shadow'] as const).flatMap((mode) => {
    const blockers = document.blockers.filter((blocker) => blocker.mode === mode);
    if (blockers.length === 0) return [];
    return [
      '',
      `${paint.bold(headings[mode])}  ${paint.quiet('more: firebreak explain CODE')}`,
      ...blockers.flatMap((blocker) => shortBlockerLines({ blocker, paint, width })),
    ];
  });
}

function blindLines(document: DecisionDocument, paint: Paint, width: number): string[] {
  const alone = unevaluableAlone(document);
  if (alone.length === 0) return [];
  return [
    '',
    paint.bold('Could not be evaluated'),
    ...alone.flatMap((one) => {
      const effect = one.mode === 'enforce' ? 'so it holds' : one.mode === 'advise' ? 'advice' : 'shadow';
      const missing = one.missing.map(({ fact, why }) => `${fact}: ${why}`).join('; ');
      const text = plain(`${one.rule} (${effect}) ${missing}`);
      return labelled({ label: '  ?', labelWidth: 4, text, width, paintLabel: paint.doubt });
    }),
  ];
}

function closing(document: DecisionDocument, paint: Paint, width: number): string[] {
  const tone = VERDICT_TONE[document.decision];
  const would = `with every rule enforced it would be ${wouldBe(document)} (exit ${document.would_exit})`;
  const exit = `exit ${document.exit}${document.would_exit === document.exit ? '' : ` · ${would}`}`;
  const sentence = wrap(verdictSentence(document), width);
  const lines = sentence.map((line) => paint.bold(paint.tone(tone, line)));
  lines.push(...wrap(exit, width).map(paint.quiet));
  lines.push(
    ...labelled({
      label: 'Next',
      labelWidth: 6,
      text: plain(asSentence(document.next_step.text)),
      width,
      paintLabel: paint.bold,
    }),
  );
  if (document.next_step.argv !== null) lines.push(`      ${paint.link(shellCommand(document.next_step.argv))}`);
  return lines;
}

function tally(documents: readonly DecisionDocument[], paint: Paint): string {
  const counts = (['block', 'hold', 'unknown', 'allow'] as const)
    .map((decision) => ({ decision, count: documents.filter((document) => document.decision === decision).length }))
    .filter(({ count }) => count > 0)
    .map(({ decision, count }) => paint.tone(VERDICT_TONE[decision], `${count} ${VERDICT[decision].toLowerCase()}`));
  return paint.bold([plural(documents.length, 'change'), ...counts].join(' · '));
}
