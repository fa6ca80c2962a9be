import type { ScanReport } from '../../../contract/index.ts';
import { padEnd, padStart, proseWidth, textWidth, truncate, truncateStart, wrap } from './layout.ts';
import { amount, duration, ENOUGH, shareText } from './number.ts';
import { type Paint, painter, type TextOptions } from './paint.ts';
import { plain, withoutRunnerCommands } from './plain.ts';
import { prose, SECTION_WIDTH, section } from './section.ts';
import { shareLine } from './share-line.ts';
import { shellCommand } from './shell.ts';
import { daysBetween } from './time-span.ts';
import { asSentence, plural, thousands } from './wording.ts';

const FILES_SHOWN = 3;
const TOOLS_SHOWN = 4;
const FINDINGS_SHOWN = 3;
const GAP = '  ';
/** Columns kept for owners beside a file: a team's handle fits. */
const OWNER_WIDTH = 18;
/** Narrower than this an owner cannot be recognised and is left out. */
const OWNER_FLOOR = 8;
/** Narrower than this a path cannot be recognised. */
const PATH_FLOOR = 20;

interface Page {
  readonly report: ScanReport;
  readonly paint: Paint;
  readonly width: number;
}

/** The first look at a repository: who wrote its changes, what went wrong later, what a gate would have done, what next. */
export function scanText(report: ScanReport, options: TextOptions): string {
  const paint = painter(options.color);
  const width = proseWidth(options.width);
  const page = { report, paint, width };
  const blocks =
    report.window.changes === 0
      ? [head(page), notes(page), next(page)]
      : [head(page), written(page), harm(page), gate(page), notes(page), next(page)];
  return withoutRunnerCommands(
    `${blocks
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  );
}

function head({ report, paint, width }: Page): string[] {
  const { window } = report;
  const name = plain(report.repository);
  const rest = [
    window.changes === 0
      ? 'no landed changes found'
      : `${plural(window.changes, 'landed change')}${daysBetween(window)}`,
    plural(window.commits, 'commit'),
    ...(window.changes > 0 && window.changes < ENOUGH ? ['not enough data for rates'] : []),
    'read-only',
    duration(report.elapsed_ms),
  ].join(' · ');
  const title = wrap(`${name} · ${rest}`, width).map((line, index) =>
    index === 0 && line.startsWith(name) ? paint.bold(name) + line.slice(name.length) : line,
  );
  return [...title, ...wrap(landedAs(report), width).map(paint.quiet)].filter((line) => line !== '');
}

/** How the changes landed: what is counted as one change. */
function landedAs({ landing }: ScanReport): string {
  const ways = [
    [landing.squash, 'squashed'],
    [landing.merge, 'merged'],
    [landing['rebase-series'], 'rebased series'],
    [landing.direct, 'pushed directly'],
  ] as const;
  const told = ways.filter(([count]) => count > 0).map(([count, how]) => `${thousands(count)} ${how}`);
  return told.length === 0 ? '' : `landed as: ${told.join(', ')}`;
}

function written({ report, paint, width }: Page): string[] {
  const { provenance } = report;
  const classes = (['attested', 'declared', 'observed', 'inferred'] as const)
    .filter((name) => provenance.by_class[name] > 0)
    .map((name) => `${provenance.by_class[name]} ${name}`);
  const tools = provenance.tools.slice(0, TOOLS_SHOWN).map(({ name, changes }) => `${name} ${changes}`);
  const evidence = classes.length === 0 ? 'no evidence in trailers, notes, bots or branches' : classes.join(', ');
  return section({
    name: 'Written',
    paint,
    lines: [
      shareLine({ name: 'with AI', share: provenance.ai, tone: 'doubt', paint, width }),
      shareLine({ name: 'by a human', share: provenance.human, tone: 'good', paint, width }),
      shareLine({ name: 'unknown', share: provenance.unknown, tone: 'quiet', paint, width }),
      ...prose(`evidence: ${evidence}${tools.length > 0 ? ` · ${tools.join(', ')}` : ''}`, width).map(paint.quiet),
      ...provenance.findings
        .slice(0, FINDINGS_SHOWN)
        .flatMap(({ code, count, example }) => prose(`! ${count} × ${code}, such as ${example}`, width)),
    ],
  });
}

function harm({ report, paint, width }: Page): string[] {
  const { harm: found } = report;
  const files = found.files.slice(0, FILES_SHOWN).map(({ path, harmed, changes, owners }) => ({
    path: plain(path),
    figures: `${thousands(harmed)} of ${plural(changes, 'change')}`,
    owner: owners.length === 0 ? 'no owner known' : plain(owners.join(' ')),
  }));
  const figuresWidth = Math.max(0, ...files.map(({ figures }) => figures.length));
  const room = width - SECTION_WIDTH - 2 * GAP.length - figuresWidth;
  const longest = Math.max(0, ...files.map(({ path }) => textWidth(path)));
  const pathWidth = Math.min(longest, Math.max(PATH_FLOOR, room - GAP.length - OWNER_WIDTH));
  const ownerWidth = room - GAP.length - pathWidth;
  return section({
    name: 'Harm',
    paint,
    lines: [
      ...prose(
        `${plural(found.reverted, 'change')} reverted, ${found.fixed} fixed later (by revert text and Fixes:)`,
        width,
      ),
      ...files.map(({ path, figures, owner }) =>
        [
          '',
          padEnd(truncateStart(path, pathWidth), pathWidth),
          padStart(figures, figuresWidth),
          ownerWidth < OWNER_FLOOR ? '' : paint.quiet(truncate(owner, ownerWidth)),
        ].join(GAP),
      ),
    ],
  });
}

function gate({ report, paint, width }: Page): string[] {
  const { gate: would } = report;
  const minutes = `${amount(would.senior_minutes_per_week)} senior minutes a week`;
  const blind =
    would.unevaluable === 0 ? '' : `; for ${plural(would.unevaluable, 'change')} a rule could not be evaluated`;
  return section({
    name: 'Gate',
    paint,
    lines: [
      shareLine({ name: 'passes', share: would.allowed, tone: 'good', paint, width }),
      shareLine({ name: 'held', share: would.held, tone: 'wait', paint, width }),
      shareLine({ name: '  for senior', share: would.needs_senior, tone: 'wait', paint, width }),
      shareLine({ name: '  blocked', share: would.blocked, tone: 'bad', paint, width }),
      ...(would.harm_held.n === 0 ? [] : prose(`of the harmed changes it holds ${shareText(would.harm_held)}`, width)),
      ...prose(`${minutes}${blind}`, width),
      ...prose(`by ${would.policy} with every rule enforced; held is not prevented`, width).map(paint.quiet),
    ],
  });
}

function notes({ report, paint, width }: Page): string[] {
  return section({ name: 'Notes', paint, lines: report.notes.flatMap((note) => prose(asSentence(note), width)) });
}

function next({ report, paint, width }: Page): string[] {
  const { text, argv } = report.next_step;
  return section({
    name: 'Next',
    paint,
    lines: [...prose(asSentence(text), width), ...(argv === null ? [] : [paint.link(shellCommand(argv))])],
  });
}
