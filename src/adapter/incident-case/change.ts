import { type CandidateChange, kindOfPaths } from '../../domain/attribution/index.ts';
import { type Instant, toIso } from '../../kernel/index.ts';
import type { GapList } from './gap.ts';
import { recordOf, textOf, timeOf } from './value.ts';

/** More commits than this are a history, not a list of suspects. */
const CHANGES_MOST = 20_000;
const DIFF_MOST = 400_000;
const TITLE_MOST = 2_000;
const FILES_MOST = 2_000;

interface Deploy {
  readonly at: Instant;
  readonly service: string | null;
  readonly commit: string | null;
  readonly version: string | null;
}

/**
 * Candidates of what was committed, deployed and switched: a commit with its deployments is one candidate; a deployment of no
 * listed commit is one by itself; each flag change is one.
 */
export function readChanges(
  parts: { readonly commits: unknown; readonly deploys: unknown; readonly flags: unknown },
  gaps: GapList,
): CandidateChange[] {
  const deploys = rows('deploys', parts.deploys, gaps).flatMap(({ record, place }) =>
    deployOf(record, { place, gaps }),
  );
  const byCommit = new Map<string, Deploy[]>();
  for (const deploy of deploys) {
    if (deploy.commit !== null) byCommit.set(deploy.commit, [...(byCommit.get(deploy.commit) ?? []), deploy]);
  }
  const commits = rows('commits', parts.commits, gaps).flatMap(({ record, place }) =>
    commitOf(record, { place, gaps, byCommit }),
  );
  const known = new Set(commits.map(({ id }) => id));
  const rest = deploys.filter(({ commit }) => commit === null || !known.has(commit));
  const flags = rows('flags', parts.flags, gaps).flatMap(({ record, place }) => flagOf(record, { place, gaps }));
  return [...commits, ...rest.map(bareDeploy), ...flags];
}

function rows(name: string, value: unknown, gaps: GapList) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    gaps.note(name, 'is no list');
    return [];
  }
  return value
    .slice(0, CHANGES_MOST)
    .map((item, index) => ({ record: recordOf(item) ?? {}, place: `${name}:${index}` }));
}

type Row = Readonly<Record<string, unknown>>;
interface Where {
  readonly place: string;
  readonly gaps: GapList;
}

function deployOf(record: Row, { place, gaps }: Where): Deploy[] {
  const at = timeOf(record['timestamp'] ?? record['time'] ?? record['at']);
  const commit = textOf(record, 'commit_sha', 'commit', 'sha');
  const version = textOf(record, 'version', 'image');
  if (at === null || (commit === null && version === null)) {
    gaps.note(place, 'needs a timestamp and a commit_sha or a version');
    return [];
  }
  return [{ at, service: textOf(record, 'service'), commit, version }];
}

function commitOf(
  record: Row,
  where: Where & { readonly byCommit: ReadonlyMap<string, readonly Deploy[]> },
): CandidateChange[] {
  const id = textOf(record, 'sha', 'commit_sha', 'id');
  if (id === null) {
    where.gaps.note(where.place, 'needs a sha');
    return [];
  }
  const listed = record['files_changed'] ?? record['files'];
  const files = Array.isArray(listed) ? listed.filter((file) => typeof file === 'string').slice(0, FILES_MOST) : [];
  const deploys = where.byCommit.get(id) ?? [];
  const diff = record['diff'];
  return [
    {
      id,
      kind: kindOfPaths(files),
      service: deploys.find(({ service }) => service !== null)?.service ?? textOf(record, 'service'),
      madeAt: timeOf(record['timestamp'] ?? record['time'] ?? record['date']),
      effectiveAt: deploys.map(({ at }) => at),
      title: (textOf(record, 'message', 'title') ?? '').slice(0, TITLE_MOST),
      files,
      diff: typeof diff === 'string' ? diff.slice(0, DIFF_MOST) : null,
    },
  ];
}

function bareDeploy({ at, service, commit, version }: Deploy): CandidateChange {
  const title = `deployment of ${version ?? commit ?? 'an unknown version'}`;
  const id = commit ?? `deploy:${service ?? ''}@${toIso(at) ?? at}`;
  return { id, kind: 'code', service, madeAt: null, effectiveAt: [at], title, files: [], diff: null };
}

function flagOf(record: Row, { place, gaps }: Where): CandidateChange[] {
  const at = timeOf(record['timestamp'] ?? record['time'] ?? record['at']);
  const flag = textOf(record, 'flag', 'name', 'key');
  if (at === null || flag === null) {
    gaps.note(place, 'needs a timestamp and a flag');
    return [];
  }
  const title = `${flag} ${textOf(record, 'change', 'to') ?? 'changed'}`.slice(0, TITLE_MOST);
  return [
    {
      id: `flag:${flag}@${toIso(at) ?? at}`,
      kind: 'flag',
      service: textOf(record, 'service'),
      madeAt: at,
      effectiveAt: [at],
      title,
      files: [],
      diff: null,
    },
  ];
}
