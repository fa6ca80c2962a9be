import type { ScanReport, Share } from '../../../contract/index.ts';
import { markdownCode, markdownCommand, markdownTable, markdownText } from './markdown.ts';
import { amount, ENOUGH, interval, rate, shareText } from './number.ts';
import { shellCommand } from './shell.ts';
import { daysBetween } from './time-span.ts';
import { asSentence, plural, thousands } from './wording.ts';

const LIST_SHOWN = 10;

/** The scan as a page for an issue or a wiki. Foreign text is inert. */
export function scanMarkdown(report: ScanReport): string {
  const { window, provenance, harm, gate } = report;
  const lines = [
    `## ${markdownText(report.repository)}`,
    '',
    `${plural(window.changes, 'landed change')}${daysBetween(window)}, ${plural(window.commits, 'commit')}.`,
    '',
    ...shareTable('Written', [
      ['with AI', provenance.ai],
      ['by a human', provenance.human],
      ['unknown', provenance.unknown],
    ]),
    '',
    ...provenance.tools
      .slice(0, LIST_SHOWN)
      .map(({ name, changes }) => `- ${markdownText(name)}: ${plural(changes, 'change')}`),
    ...provenance.findings
      .slice(0, LIST_SHOWN)
      .map(({ code, count, example }) => `- Note: ${count} × ${markdownCode(code)}, such as ${markdownText(example)}`),
    '',
    `${harm.reverted} reverted, ${harm.fixed} fixed later, by revert text and Fixes: trailers.`,
    '',
    ...markdownTable({
      head: ['File', 'Harmed', 'Changes', 'Owners'],
      right: ['Harmed', 'Changes'],
      rows: harm.files
        .slice(0, LIST_SHOWN)
        .map(({ path, harmed, changes, owners }) => [
          markdownCode(path),
          thousands(harmed),
          thousands(changes),
          owners.length === 0 ? 'none known' : markdownText(owners.join(' ')),
        ]),
    }),
    '',
    ...shareTable('Gate', [
      ['passes', gate.allowed],
      ['held', gate.held],
      ['held for a senior', gate.needs_senior],
      ['held by a block', gate.blocked],
    ]),
    '',
    `By ${markdownCode(gate.policy)} with every rule enforced: ${amount(gate.senior_minutes_per_week)} senior minutes a week; of the harmed changes it holds ${shareText(gate.harm_held)}. Held is not prevented.`,
    ...report.notes.slice(0, LIST_SHOWN).flatMap((note) => ['', markdownText(asSentence(note))]),
    '',
    `${markdownText(asSentence(report.next_step.text))}${report.next_step.argv === null ? '' : ` ${markdownCommand(shellCommand(report.next_step.argv))}`}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A table of shares with their 95 % intervals; a rate stands only where the count carries one. */
export function shareTable(head: string, shares: readonly (readonly [string, Share])[]): string[] {
  return markdownTable({
    head: [head, 'Changes', 'Of', 'Share', '95 % interval'],
    right: ['Changes', 'Of', 'Share', '95 % interval'],
    rows: shares.map(([name, share]) => [
      name,
      thousands(share.count),
      thousands(share.n),
      rate(share) === '' ? `too few (under ${ENOUGH})` : rate(share),
      interval(share) === '' ? '' : interval(share),
    ]),
  });
}
