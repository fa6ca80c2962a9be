import type { CommitId } from '../../domain/change/index.ts';
import {
  type CodeLifeFacts,
  type DeliveredChange,
  type DeliveredDeployment,
  type DeliveryFacts,
  type LineHistoryReader,
  LineLife,
  type Span,
} from '../../domain/delivery/index.ts';
import type { LabelSource } from '../../domain/replay/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import type { WindowStart } from '../history.ts';
import type { World } from '../port.ts';
import type { PolicyChoice } from '../proposal.ts';
import { judgeRepository, type Progress } from '../repository.ts';
import { changeFromGit, landedId, repairOf } from './git-change.ts';

/** What is to be read of a repository. */
export interface GitDeliveryRequest {
  readonly repository: string;
  /** As facts name it; `null` = as its folder is called. */
  readonly name: string | null;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
  readonly policy: PolicyChoice;
  readonly labels: LabelSource;
  /** Whether lines are followed. */
  readonly lines: boolean;
  /** `landings`: whoever asks says that every landing is deployed as it lands. */
  readonly deployments: 'none' | 'landings';
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What git tells of delivery. */
export interface GitDelivery {
  readonly facts: DeliveryFacts & CodeLifeFacts;
  /** From the first to the newest landing; `null` = nothing landed. */
  readonly span: Span | null;
  readonly name: string;
  readonly isShallow: boolean;
  /** Commit ids of each change, by its id: the record names changes by them. */
  readonly commits: ReadonlyMap<string, readonly CommitId[]>;
  readonly pullRequests: ReadonlyMap<string, string>;
}

interface Landing {
  readonly draft: Omit<DeliveredChange, 'repair'>;
  readonly commit: CommitId;
  readonly base: CommitId | null;
  readonly commits: readonly CommitId[];
  readonly pullRequest: string | null;
}

/** Reads landed changes with what became of them, and of their lines, out of git alone. Fault: no repository, nothing in it. */
export async function readGitDelivery(world: World, request: GitDeliveryRequest): Promise<GitDelivery> {
  const { progress, signal } = request;
  const newestFirst: Landing[] = [];
  const judged = await judgeRepository({
    world,
    repository: request.repository,
    tip: request.tip,
    start: request.start,
    limit: request.limit,
    policy: request.policy,
    against: null,
    risk: 'if-asked',
    labels: request.labels,
    ...(progress === undefined ? {} : { progress }),
    ...(signal === undefined ? {} : { signal }),
    visit: (assessment) => {
      const { change } = assessment;
      const commit = change.head ?? change.commits.at(-1)?.id;
      if (commit === undefined) return;
      newestFirst.push({
        draft: changeFromGit(assessment, { repository: request.name ?? '', commit }),
        commit,
        base: change.base,
        commits: [...new Set([commit, ...change.commits.map(({ id }) => id)])],
        pullRequest: change.pullRequest,
      });
    },
  });
  const name = request.name ?? judged.description.name;
  const landings = newestFirst.reverse();
  const at = new Map(landings.map(({ commit, draft }) => [commit, draft.moments.landed]));
  const changes = landings.map(
    ({ draft }, index): DeliveredChange => ({
      ...draft,
      repository: name,
      repair: repairOf(judged.judged.labels[index] ?? UNKNOWN, (commit) => at.get(commit) ?? null),
    }),
  );
  const written = request.lines ? await writtenLines(world, request, landings) : null;
  const deployments = request.deployments === 'none' ? [] : changes.flatMap(asDeployments);
  return {
    facts: { changes, deployments, incidents: [], written },
    span: spanOf(changes),
    name,
    isShallow: judged.description.shallow,
    commits: new Map(landings.map(({ commit, commits }) => [landedId(commit), commits])),
    pullRequests: new Map(
      landings.flatMap(({ commit, pullRequest }) => (pullRequest === null ? [] : [[landedId(commit), pullRequest]])),
    ),
  };
}

const UNKNOWN = { kind: 'censored', evidence: null, by: [] } as const;

/** Each landing, as a deployment of every service that it touches. */
function asDeployments({ id, repository, services, moments }: DeliveredChange): DeliveredDeployment[] {
  const { landed } = moments;
  if (landed === null) return [];
  return (services.length === 0 ? [repository] : services).map((service) => ({
    id: `${id} ${service}`,
    repository,
    service,
    environment: 'production',
    at: landed,
    commit: id,
    of: 'version',
    brings: [id],
    rolledBack: null,
  }));
}

function spanOf(changes: readonly DeliveredChange[]): Span | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { moments } of changes) {
    if (moments.landed === null) continue;
    from = Math.min(from, moments.landed);
    to = Math.max(to, moments.landed);
  }
  return to < from ? null : { from: instant(from), to: instant(to + 1) };
}

async function writtenLines(
  world: World,
  { repository, progress, signal }: GitDeliveryRequest,
  landings: readonly Landing[],
) {
  const reader: LineHistoryReader = await world.openLineHistory({ path: repository, signal });
  const life = new LineLife();
  let done = 0;
  let last: Instant = instant(0);
  for await (const { files } of reader.steps(landings.map(({ base, commit }) => ({ base, head: commit })))) {
    const landing = landings[done];
    done += 1;
    progress?.({ what: 'following lines', done, total: landings.length });
    // A clock that ran backwards must not make lines die before they were written.
    last = instant(Math.max(last, landing?.draft.moments.landed ?? last));
    if (files === null) life.lose(last);
    else life.land({ change: landing?.draft.id ?? '', at: last, files });
  }
  return life.written(last);
}
