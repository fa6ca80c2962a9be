import type { WeeklyReport, WeeklySentence } from '../../../contract/index.ts';
import { plain, proseWidth, wrap } from '../format/index.ts';
import { shareText } from './metrics.ts';

/** The review as text for a terminal. */
export function weeklyText(report: WeeklyReport, columns: number): string {
  const width = proseWidth(columns);
  const item = (text: string): string[] =>
    wrap(plain(text), width - 2).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`);
  const lines = partsOf(report).flatMap(({ title, items }) => ['', title, ...items.flatMap(item)]);
  return `${[...headOf(report).flatMap((line) => wrap(plain(line), width)), ...lines].join('\n')}\n`;
}

/** The review as Markdown, with the source of each sentence behind it. */
export function weeklyMarkdown(report: WeeklyReport, markdownText: (text: string) => string): string {
  const [title = '', ...rest] = headOf(report);
  const parts = partsOf(report).map(
    ({ title: name, items }) => `## ${name}\n\n${items.map((text) => `- ${markdownText(text)}`).join('\n')}\n`,
  );
  return `# ${markdownText(title)}\n\n${rest.map(markdownText).join('  \n')}\n\n${parts.join('\n')}`;
}

function headOf({ review, state, frozen_at: frozenAt, digest }: WeeklyReport): string[] {
  return [
    `Operations review ${review.week}`,
    `${review.from.slice(0, 10)} to ${review.to.slice(0, 10)} UTC, ${review.repositories.join(', ')}; ${state === 'frozen' ? `frozen ${frozenAt ?? ''}` : 'draft'}; nothing after ${review.cut_off} is known here`,
    `Document ${digest}, definitions ${review.metrics.definitions_digest}`,
  ];
}

/** Sections in the order of the meeting; a section without anything says so. */
function partsOf({
  review,
  spun,
  decisions,
}: WeeklyReport): { readonly title: string; readonly items: readonly string[] }[] {
  const { wheel } = review;
  const drawn = spun?.drawn ?? wheel.drawn;
  const told = (sentences: readonly WeeklySentence[], none: string) =>
    sentences.length === 0 ? [none] : sentences.map(sentenceOf);
  return [
    { title: 'How did we do?', items: review.headline.map(sentenceOf) },
    {
      title: 'What went wrong?',
      items: [
        ...review.incidents.flatMap(({ id, severity, title, state, sentences }) => [
          `${id}, Sev-${severity}, ${state}: ${title}`,
          ...sentences.map(sentenceOf),
        ]),
        ...(review.incidents.length === 0 ? ['No incident of this week is recorded.'] : []),
        ...(review.more_incidents > 0 ? [`and ${review.more_incidents} more incidents`] : []),
      ],
    },
    { title: 'Risk that somebody took on', items: told(review.accepted, 'Nobody went past a rule.') },
    {
      title: 'Overdue actions',
      items:
        review.overdue.length === 0
          ? ['None.']
          : review.overdue.map(
              ({ incident, text, owner, due }) => `${incident}: ${text}, ${owner}, due ${due.slice(0, 10)}`,
            ),
    },
    { title: 'Open disputes', items: told(review.disputes, 'Nobody differs.') },
    { title: 'What did delivery cost?', items: review.delivery.map(sentenceOf) },
    { title: 'With AI and without', items: review.cohorts.map(sentenceOf) },
    {
      title: 'What escaped, by tier',
      items: review.metrics.escapes.map(
        ({ tier, escaped }) => `${tier === null ? 'no tier known' : `tier ${tier}`}: ${shareText(escaped)}`,
      ),
    },
    {
      title: 'What will we do?',
      items: [
        drawn === null
          ? 'The wheel has nobody to draw: no service is known.'
          : `The wheel ${spun === null ? 'would draw' : 'drew'} ${drawn} of ${wheel.candidates.length} (seed ${(spun ?? wheel).seed}).`,
        ...decisions.map(
          ({ id, text, owner, due, state, overdue }) =>
            `${id}: ${text}, ${owner}, due ${due.slice(0, 10)}, ${overdue ? 'overdue' : state}`,
        ),
      ],
    },
    ...(review.notes.length === 0 ? [] : [{ title: 'What this does not say', items: review.notes }]),
  ];
}

function sentenceOf({ text, sources }: WeeklySentence): string {
  const names = sources.map((source) =>
    source.kind === 'event' ? `event ${source.position}` : source.kind === 'page' ? source.path : source.rule,
  );
  return `${text} [${names.join(', ')}]`;
}
