import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import { plain } from './plain.ts';
import { asSentence, asSentences, clearerText, placeText, unevaluableAlone } from './wording.ts';

/** GitHub shows ten annotations of each level from one step and drops the rest. */
const ANNOTATION_LIMIT = 10;

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly file: string | null;
  readonly line: number | null;
  readonly title: string;
  readonly message: string;
}

/**
 * Workflow commands of GitHub Actions: `::error file=…,line=…,title=…::message`. An enforced block is an error, an enforced
 * hold a warning, advice a notice; shadow rules are debug lines, which nobody sees unasked. What exceeds ten of a level
 * is listed in a collapsed group instead of being dropped silently.
 */
export function decisionGithub(documents: readonly DecisionDocument[]): string {
  const annotations = documents.flatMap(annotationsOf);
  const shadow = documents.flatMap(({ blockers }) => blockers.filter(({ mode }) => mode === 'shadow'));
  const lines = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    levelLines(
      level,
      annotations.filter((annotation) => annotation.level === level),
    ),
  );
  const debug = shadow.map((blocker) =>
    command('debug', {}, `shadow: ${blocker.effect} ${blocker.code} ${blocker.message}`),
  );
  return [...lines, ...debug].map((line) => `${line}\n`).join('');
}

function annotationsOf(document: DecisionDocument): Annotation[] {
  return [
    ...document.blockers.filter(({ mode }) => mode !== 'shadow').map(blockerAnnotation),
    ...unevaluableAlone(document)
      .filter(({ mode }) => mode !== 'shadow')
      .map(
        (one): Annotation => ({
          level: one.mode === 'enforce' ? 'warning' : 'notice',
          file: null,
          line: null,
          title: `${one.rule} could not be evaluated`,
          message: one.missing.map(({ fact, why }) => `${fact}: ${why}`).join('; '),
        }),
      ),
    ...document.warnings.map(
      ({ code, file, line, message }): Annotation => ({
        level: 'warning',
        file,
        line,
        title: code,
        message: plain(message),
      }),
    ),
  ];
}

function blockerAnnotation(blocker: BlockerDocument): Annotation {
  const [first] = blocker.where;
  const who = blocker.who_can_clear.map(clearerText).join(', or ');
  const enforced = blocker.effect === 'block' ? 'error' : 'warning';
  return {
    level: blocker.mode === 'enforce' ? enforced : 'notice',
    file: first?.path ?? null,
    line: first?.line ?? null,
    title: `${blocker.effect} ${blocker.code}`,
    message: [
      asSentence(blocker.message),
      asSentence(blocker.because),
      asSentences([blocker.how, who === '' ? '' : `Who can clear it: ${who}`]),
      ...(blocker.where.length > 1
        ? [
            `Also at ${blocker.where.slice(1, 4).map(placeText).join(', ')}${blocker.where.length > 4 ? ` and ${blocker.where.length - 4} more` : ''}`,
          ]
        : []),
    ]
      .filter((part) => part !== '')
      .map(plain)
      .join('\n'),
  };
}

function levelLines(level: Level, annotations: readonly Annotation[]): string[] {
  if (annotations.length <= ANNOTATION_LIMIT) return annotations.map(annotationCommand);
  const shown = annotations.slice(0, ANNOTATION_LIMIT - 1);
  const rest = annotations.slice(ANNOTATION_LIMIT - 1);
  const title = `${rest.length} more of level ${level}`;
  return [
    ...shown.map(annotationCommand),
    command(level, { title }, 'GitHub shows ten annotations of a level; the others are in the log of this step.'),
    command('group', {}, title),
    ...rest.map(({ file, line, title: what, message }) => {
      const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
      return `- ${plain(`${place}${what}`)} ${message.split('\n').map(plain).join(' ')}`;
    }),
    command('endgroup', {}, ''),
  ];
}

function annotationCommand({ level, file, line, title, message }: Annotation): string {
  return command(level, { file, line: line === null ? null : String(line), title }, message);
}

/** One command as actions/toolkit writes it (`command.ts`: `escapeProperty`, `escapeData`). */
function command(name: string, properties: Readonly<Record<string, string | null>>, message: string): string {
  const given = Object.entries(properties)
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(([key, value]) => `${key}=${escapeProperty(plain(value))}`);
  const data = message.split('\n').map(plain).join('\n');
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${escapeData(data)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
