import { indexPeople } from '../domain/catalog/index.ts';
import type { HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { compilePolicy, describeProblem, lintPolicy, sunsetReport } from '../domain/policy/index.ts';
import { DAY_MS, type Instant } from '../kernel/index.ts';
import { NOTES_REF } from './history.ts';
import type { World } from './port.ts';

/** One thing looked at. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'note' | 'problem';
  readonly message: string;
  readonly fix: string | null;
}

/** A profile or rule that ends this soon deserves a thought before it does. */
const SUNSET_NOTICE_DAYS = 14;
/** A newest commit this far in the future means a wrong clock somewhere. */
const CLOCK_TOLERANCE_MS = DAY_MS;

/** Looks at everything that could make the figures or the verdicts wrong; a broken part is a finding, not a fault. */
export async function diagnose(world: World, repository: string): Promise<readonly Finding[]> {
  const history = await world.openRepository({ path: repository });
  const description = await history.describe();
  const findings: Finding[] = [
    ok('repository', `${description.path}${description.bare ? ' (bare)' : ''}`),
    depth(description),
    branch(description),
  ];
  if (description.partialClone) {
    findings.push(
      note(
        'objects',
        'a partial clone: objects that are missing make facts unknown',
        'git fetch --refetch --filter=tree:0 --no-filter',
      ),
    );
  }
  if (description.empty || description.tip === null) return findings;
  findings.push(...(await configurationFindings(world, history, description)));
  findings.push(await notesFinding(history));
  findings.push(await clockFinding(history, world.now()));
  return findings;
}

function depth(description: RepositoryDescription): Finding {
  if (description.empty) return problem('history', 'there is no commit yet', 'Make a first commit.');
  return description.shallow
    ? problem(
        'history',
        'the history is cut: sizes, authors and labels look back only to the cut',
        'git fetch --unshallow',
      )
    : ok('history', 'whole');
}

function branch({ defaultBranch, defaultStated, defaultTips }: RepositoryDescription): Finding {
  const fix = 'git remote set-head origin --auto, or name it: --base BRANCH';
  if (defaultBranch === null) return note('default branch', 'cannot be told', fix);
  if (defaultTips.length > 1) {
    return problem(
      'default branch',
      `guessed as ${defaultBranch}, but others could be it too: all their policies count`,
      fix,
    );
  }
  return ok('default branch', `${defaultBranch}${defaultStated ? '' : ' (by its name: nothing says so)'}`);
}

async function configurationFindings(
  world: World,
  history: HistoryReader,
  description: RepositoryDescription,
): Promise<readonly Finding[]> {
  const now = world.now();
  const loaded = await world.configuration.load({ history, revision: description.tip, now });
  if (!loaded.ok) {
    return [problem('configuration', loaded.rejection.map(describeProblem).join('; '), 'firebreak policy lint')];
  }
  const { policy, catalog, source, problems } = loaded.value;
  const findings = [ok('configuration', source)];
  if (source.startsWith('built-in:')) {
    findings.push(note('catalog', 'no firebreak.yaml: changes have no tier and people no level', 'firebreak init'));
  } else if (catalog.people.length === 0) {
    findings.push(
      note('people', 'nobody is named: rules that ask for a level cannot be cleared', 'add people to firebreak.yaml'),
    );
  }
  const lint = compilePolicy(policy).ok ? lintPolicy(policy, { people: indexPeople(catalog), now }) : [];
  const doubtful = [...problems, ...lint];
  if (doubtful.length > 0) findings.push(note('policy', `${doubtful.length} warnings`, 'firebreak policy lint'));
  for (const end of sunsetReport(policy, now)) {
    const days = Math.floor((end.ends - now) / DAY_MS);
    if (days >= 0 && days <= SUNSET_NOTICE_DAYS) {
      findings.push(note('sunset', `${end.kind} ${end.id} ends in ${days} days`, 'renew it or let it go'));
    }
  }
  return findings;
}

async function notesFinding(history: HistoryReader): Promise<Finding> {
  const notes = await history.notes(NOTES_REF, () => '');
  return notes.length > 0
    ? ok('provenance notes', `${notes.length} on ${NOTES_REF}`)
    : note(
        'provenance notes',
        `none on ${NOTES_REF}; git does not fetch them by itself`,
        `git fetch origin '+${NOTES_REF}:${NOTES_REF}' (fails where the remote has none)`,
      );
}

async function clockFinding(history: HistoryReader, now: Instant): Promise<Finding> {
  for await (const commit of history.commits({ tip: null, since: null, limit: 1 })) {
    if (commit.committedAt > now + CLOCK_TOLERANCE_MS) {
      return problem(
        'clock',
        'the newest commit lies in the future of this machine',
        'Set the clock, or correct the commit.',
      );
    }
  }
  return ok('clock', 'the newest commit lies in the past');
}

function ok(name: string, message: string): Finding {
  return { name, status: 'ok', message, fix: null };
}

function note(name: string, message: string, fix: string): Finding {
  return { name, status: 'note', message, fix };
}

function problem(name: string, message: string, fix: string): Finding {
  return { name, status: 'problem', message, fix };
}
