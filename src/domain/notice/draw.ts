import { fitted, printable } from '../../kernel/index.ts';
import type { Message, Piece } from './model.ts';

/** Characters of one section of Slack's blocks (Block Kit reference: 3,000). */
const SECTION = 2_900;

/** A message as Slack takes it, by incoming webhook or `chat.postMessage`: 23 blocks at most, of 50 that are allowed. */
export function slackMessage({ subject, lines, more, link }: Message): {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
} {
  const drawn = lines.map(({ change, url, pieces }) => {
    const id = change === null ? '' : url === null ? slackSaid(change) : `<${url}|${slackEscaped(change)}>`;
    const text = pieces.map(slackPiece).join('');
    return [id, text].filter((part) => part !== '').join(': ');
  });
  const rest = [
    ...(more === 0 ? [] : [`and ${more} more`]),
    ...(link === null ? [] : [`<${link.url}|${slackEscaped(link.text)}>`]),
  ];
  const sections = [`*${slackEscaped(subject)}*`, ...drawn, ...rest];
  return {
    text: slackEscaped(subject),
    blocks: sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text: fitted(text, SECTION) } })),
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** A message as plain text with one link. */
export function mailText({ lines, more, link }: Message): string {
  const drawn = lines.map(({ change, pieces }) => {
    const text = pieces.map((piece) => ('own' in piece ? piece.own : `"${mailSaid(piece.said)}"`)).join('');
    return `- ${[change === null ? '' : mailSaid(change), text].filter((part) => part !== '').join(': ')}`;
  });
  return [
    ...drawn,
    ...(more === 0 ? [] : [`and ${more} more`]),
    ...(link === null ? [] : ['', `${link.text}: ${link.url}`]),
    '',
    'You need not answer this mail; nobody reads what comes back.',
    '',
  ].join('\n');
}

/** `&`, `<` and `>` are all that Slack's mark-up takes for its own (Slack, "Formatting text"). */
function slackEscaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=\w)/g, '@\u2060');
}

/** As code: nothing in it is formatted, linked or turned into a mention. */
function slackSaid(text: string): string {
  const shown = slackEscaped(text).replaceAll('`', "'").trim();
  return shown === '' ? '``' : `\`${shown}\``;
}

function slackPiece(piece: Piece): string {
  return 'own' in piece ? slackEscaped(piece.own) : slackSaid(piece.said);
}

/** Mail programs make links of what looks like one. */
function mailSaid(text: string): string {
  return printable(text)
    .replaceAll('://', '[:]//')
    .replaceAll(/\bwww\./gi, 'www[.]');
}
