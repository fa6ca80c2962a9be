import type { DeploymentAnswer, FindingList, OperationAnswer, OperationRequest } from '../../contract/index.ts';
import {
  carryOutOperation,
  countFindings,
  type Deployment,
  type ForgeName,
  findingKey,
  handle,
  keepOperationText,
  listFindings,
  type OperationRejection,
  observeDeployment,
  type Principal,
  principalActor,
  type Submission,
  type SubmissionEvent,
  submitOperation,
  verdictOf,
} from '../../control/index.ts';
import { type Digest, digestOfJson, Fault, type Instant, instant, printable, type Result } from '../../kernel/index.ts';
import { requirePermission } from './acting.ts';
import { findingOf } from './finding.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** Findings of one page. */
const FINDING_PAGE = 100;
/** Ids of operations begin so; what follows is the caller's own key. */
const PREFIX = 'operation:';

/** What a pipeline says that it deployed, its shape already checked. */
export interface DeploymentRequest {
  readonly repository: string;
  readonly service: string;
  readonly environment: string;
  readonly commit?: string | null | undefined;
  readonly image?: string | null | undefined;
  readonly configuration_digest?: string | null | undefined;
  readonly at: string;
}

/** Changes that are no pull request, and what is deployed. Methods reject with a `Fault` that says what to do. */
export interface OperationDesk {
  submit(principal: Principal, request: OperationRequest): Promise<OperationAnswer>;
  /** Marks an operation as carried out. */
  done(
    principal: Principal,
    request: { readonly id: string; readonly content_digest: string },
  ): Promise<OperationAnswer>;
  deploy(principal: Principal, request: DeploymentRequest): Promise<DeploymentAnswer>;
  /** `at` = the place in the log of the one to begin with; `after` goes on from a page. */
  findings(
    principal: Principal,
    request: { readonly after: string | null; readonly at: number | null },
  ): Promise<FindingList>;
}

/** The desk of one node. */
export function makeOperationDesk(plane: Pick<Plane, 'world' | 'node'>): OperationDesk {
  const { node, world } = plane;
  const taking = async (
    id: string,
    principal: Principal,
    plan: (state: Submission | null) => Result<readonly SubmissionEvent[], OperationRejection>,
  ): Promise<OperationAnswer> => {
    const handled = await handle({
      store: node.store,
      id,
      actor: principalActor(principal).actor,
      now: world.now,
      plan: (state) => {
        const planned = plan(state);
        return { events: planned.ok ? planned.value : [], answer: planned };
      },
    });
    if (!handled.answer.ok) throw refusal(handled.answer.rejection);
    if (handled.state === null) throw refusal({ code: 'no-operation' });
    return answerOf(handled.state, { position: handled.position ?? 0, now: world.now() });
  };
  return {
    async submit(principal, request) {
      requirePermission(principal, 'submit');
      const { kind, key, title, content, prompter } = request;
      const place = await repositoryOf(plane, request.repository);
      const paths = [...new Set(request.paths.map(checkedPath))].sort();
      const text = { schema: 'firebreak.operation/v1', kind, ...place, title, content, paths } as const;
      const contentDigest = await keepOperationText(node, text);
      const { personId, isAutomated } = principalActor(principal);
      return taking(`${PREFIX}${key}`, principal, (state) =>
        submitOperation(state, {
          id: `${PREFIX}${key}`,
          kind,
          ...place,
          by: { personId, handle: null, isAutomated },
          prompter: prompter?.trim() || null,
          title,
          contentDigest,
          baseBranch: null,
          now: world.now(),
        }),
      );
    },
    async done(principal, { id, content_digest: digest }) {
      requirePermission(principal, 'submit');
      return taking(id.startsWith(PREFIX) ? id : `${PREFIX}${id}`, principal, (state) =>
        state === null
          ? { ok: false, rejection: { code: 'no-operation' } }
          : carryOutOperation(state, { contentDigest: digest as Digest, now: world.now() }),
      );
    },
    async deploy(principal, request) {
      requirePermission(principal, 'operate');
      const { service, environment, commit = null, image = null, configuration_digest: digest = null } = request;
      if (commit === null && image === null && digest === null) throw nothingStated();
      const stated = {
        ...(await repositoryOf(plane, request.repository)),
        service,
        environment,
        commit: commit as Deployment['commit'],
        image,
        configurationDigest: digest,
        at: instant(Date.parse(request.at)),
      };
      const deployment: Deployment = { id: digestOfJson(stated), ...stated };
      const { actor } = principalActor(principal);
      const position = await observeDeployment({ node, deployment, actor, now: world.now });
      return { schema: 'firebreak.deployment-answer/v1', deployment: deployment.id, position: position ?? 0 };
    },
    async findings(principal, { after, at }) {
      requirePermission(principal, 'read');
      const rows = await listFindings(node, { after: after ?? keyBefore(at), limit: FINDING_PAGE });
      return {
        schema: 'firebreak.findings/v1',
        as_of: isoTime(world.now()),
        viewer: viewerOf(principal),
        findings: rows.map(findingOf),
        count: await countFindings(node),
        next: rows.length < FINDING_PAGE ? null : (rows.at(-1)?.key ?? null),
      };
    },
  };
}

function keyBefore(position: number | null): string {
  return position === null ? '' : findingKey(position + 1);
}

function answerOf(
  state: Submission,
  { position, now }: { readonly position: number; readonly now: Instant },
): OperationAnswer {
  const { id, revision, revisions } = state;
  const { verdict } = verdictOf(state, now);
  const text =
    state.state === 'landed'
      ? 'carried out'
      : state.state === 'closed'
        ? 'closed'
        : verdict === 'allow'
          ? 'let pass: carry it out, then mark it as done'
          : verdict === 'undecided'
            ? 'taken; it is being judged'
            : 'not let pass yet: its page says what clears it';
  return {
    schema: 'firebreak.operation-answer/v1',
    change: id,
    position,
    verdict,
    state: state.state,
    content_digest: revision.contentDigest,
    revisions,
    text,
  };
}

/** A repository as `NAME`, or as `FORGE:NAME` where two forges have one of that name. */
async function repositoryOf(
  { node }: Pick<Plane, 'node'>,
  named: string,
): Promise<{ readonly forge: ForgeName; readonly repository: string }> {
  const found: { readonly forge: ForgeName; readonly repository: string }[] = [];
  for (const forge of node.forges) {
    for (const repository of await forge.repositories()) {
      if (repository === named || `${forge.name}:${repository}` === named)
        found.push({ forge: forge.name, repository });
    }
  }
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  throw new Fault({
    kind: 'usage',
    code: one === undefined ? 'unknown-repository' : 'ambiguous-repository',
    message:
      one === undefined
        ? `this server serves no repository ${printable(named)}`
        : `more than one forge has a repository ${printable(named)}`,
    fix: 'Write it as OWNER/NAME, or as FORGE:OWNER/NAME where two forges have one of that name.',
  });
}

/** A path inside the repository as the forge writes it. */
function checkedPath(path: string): string & Parameters<typeof keepOperationText>[1]['paths'][number] {
  const isPath = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\0');
  if (!isPath) {
    throw new Fault({
      kind: 'usage',
      code: 'bad-path',
      message: `${printable(path)} is no path inside a repository`,
      fix: 'Write it as src/checkout/limit.yaml, without a slash at either end.',
    });
  }
  return path as ReturnType<typeof checkedPath>;
}

function nothingStated(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'nothing-stated',
    message: 'a deployment states a commit, an image or the digest of a configuration',
    fix: 'Send at least one of them.',
  });
}

const REFUSED: Readonly<Record<OperationRejection['code'], readonly [code: string, message: string, fix: string]>> = {
  'no-operation': ['no-such-change', 'there is no such operation', 'Submit it first.'],
  'key-used': ['key-used', 'this key was used for something else that is over', 'Submit it under a key of its own.'],
  'not-open': ['not-open', 'it is no longer open', 'Submit it under a key of its own.'],
  'stale-content': ['stale-content', 'this is not the content that stands there now', 'Carry out what was let pass.'],
  'not-allowed': ['not-allowed-yet', 'nothing lets it pass yet', 'Its page says what clears it; do not carry it out.'],
};

function refusal(rejection: OperationRejection): Fault {
  const [code, message, fix] = REFUSED[rejection.code];
  const verdict = rejection.code === 'not-allowed' ? ` (${rejection.verdict})` : '';
  return new Fault({ kind: 'usage', code, message: `${message}${verdict}`, fix });
}
