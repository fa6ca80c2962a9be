import type { ScanReport } from '../contract/index.ts';
import { type Assessment, type JudgedRepository, judgeRepository, ownersOfPath, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { wilson } from '../statistics/index.ts';
import { isoOf } from './decision-document.ts';
import type { WindowRequest } from './firebreak.ts';
import { windowStart } from './window.ts';

/** Files named as carrying harm; three are remembered. */
const HARM_FILES = 3;
const SHOWN_TOOLS = 8;
/** Below this many changes shares say little; the report says so. */
const THIN_HISTORY = 30;

/** What a repository's latest changes are, who or what wrote them, what a gate would have done. */
export async function scan(world: World, request: WindowRequest): Promise<ScanReport> {
  const started = world.now();
  const tally = new Tally();
  const result = await judgeRepository({
    ...request,
    world,
    start: windowStart(request.since),
    policy: { file: request.policy },
    against: null,
    risk: 'if-asked',
    labels: 'stated',
    visit: (assessment) => tally.add(assessment),
  });
  return reportOf(result, tally, world.now() - started);
}

/** What the scan counts beyond the replay's summary, of changes that come newest first; holds no change. */
class Tally {
  commits = 0;
  readonly landing = { merge: 0, squash: 0, 'rebase-series': 0, direct: 0 };
  readonly byClass = { attested: 0, declared: 0, observed: 0, inferred: 0, none: 0 };
  readonly tools = new Map<string, number>();
  readonly findings = new Map<string, { count: number; example: string }>();
  needsSenior = 0;
  /** Paths of each change, newest first. */
  readonly paths: (readonly string[])[] = [];

  add({ change, provenance, decision }: Assessment): void {
    this.commits += change.commits.length;
    if (change.landing !== null) this.landing[change.landing] += 1;
    this.byClass[provenance.class] += 1;
    for (const name of new Set(provenance.tools.map((tool) => tool.name))) {
      if (provenance.assistance === 'ai') this.tools.set(name, (this.tools.get(name) ?? 0) + 1);
    }
    for (const { code, commit, message } of provenance.findings) {
      const known = this.findings.get(code);
      if (known === undefined) this.findings.set(code, { count: 1, example: commit ?? message });
      else known.count += 1;
    }
    if (Object.keys(decision.seniorMinutesByRule).length > 0) this.needsSenior += 1;
    this.paths.push(change.files.map((file) => file.path));
  }
}

function reportOf({ description, rulebook, judged, now }: JudgedRepository, tally: Tally, elapsed: number): ScanReport {
  const { window, totals, provenance } = judged.summary;
  const seniors = tally.needsSenior;
  return {
    schema: 'firebreak.scan/v1',
    repository: printable(description.name),
    made_at: isoOf(now) ?? '',
    elapsed_ms: elapsed,
    window: {
      changes: window.changes,
      commits: tally.commits,
      first: isoOf(window.first),
      last: isoOf(window.last),
    },
    landing: tally.landing,
    provenance: {
      ...provenance,
      by_class: tally.byClass,
      tools: [...tally.tools]
        .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
        .slice(0, SHOWN_TOOLS)
        .map(([name, changes]) => ({ name: printable(name), changes })),
      findings: [...tally.findings].map(([code, { count, example }]) => ({ code, count, example: printable(example) })),
    },
    harm: { reverted: totals.reverted, fixed: totals.fixed, files: harmFiles(judged, tally, rulebook) },
    gate: {
      policy: rulebook.configuration.source,
      allowed: totals.passed,
      held: totals.held,
      blocked: totals.blocked,
      needs_senior: { count: seniors, n: window.changes, ...wilson(seniors, window.changes) },
      harm_held: totals.harmHeld,
      senior_minutes_per_week: totals.seniorMinutesPerWeek,
      unevaluable: totals.unevaluable,
    },
    notes: notesOf(judged, description.shallow),
    next_step: { text: 'see it and move the handle', argv: ['firebreak', 'replay', '--open'] },
  };
}

/** The files that later reverted or fixed changes touched most; ties by name. */
function harmFiles(
  judged: JudgedRepository['judged'],
  tally: Tally,
  rulebook: JudgedRepository['rulebook'],
): ScanReport['harm']['files'] {
  const counts = new Map<string, { harmed: number; changes: number }>();
  tally.paths.forEach((paths, index) => {
    const label = judged.labels.at(-1 - index)?.kind;
    for (const path of paths) {
      const count = counts.get(path) ?? { harmed: 0, changes: 0 };
      count.changes += 1;
      if (label === 'reverted' || label === 'fixed') count.harmed += 1;
      counts.set(path, count);
    }
  });
  return [...counts]
    .filter(([, { harmed }]) => harmed > 0)
    .sort(
      ([a, countA], [b, countB]) =>
        countB.harmed - countA.harmed || countB.changes - countA.changes || (a < b ? -1 : 1),
    )
    .slice(0, HARM_FILES)
    .map(([path, count]) => ({
      path: printable(path),
      ...count,
      owners: ownersOfPath(rulebook, path).map(printable),
    }));
}

function notesOf({ summary }: JudgedRepository['judged'], shallow: boolean): string[] {
  const notes: string[] = [];
  const { changes } = summary.window;
  if (changes < THIN_HISTORY) {
    notes.push(`only ${changes} landed changes in this window: shares say little; --since 1y reads more`);
  }
  if (shallow) notes.push('the history is cut (shallow clone): fetch it whole with git fetch --unshallow');
  return notes;
}
