import type { RecallReport } from '../contract/index.ts';
import { type Recall, type RecalledFragment, readRecall, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import type { ProposalRequest, RepositoryRequest } from './firebreak.ts';
import { bookLimits, copyOf } from './pattern.ts';
import { selectorOf } from './proposal.ts';

/** From where to recall, and which proposals wait. */
export interface RecallRequest extends RepositoryRequest {
  readonly origin: /** What it repaired or took back, as it stood before. */
    | { readonly kind: 'repair'; readonly change: ProposalRequest }
    /** What it brought. */
    | { readonly kind: 'cause'; readonly change: ProposalRequest }
    | { readonly kind: 'place'; readonly path: string; readonly line: number }
    | { readonly kind: 'family'; readonly id: string };
  /** Branches or commits that are proposed and not landed. */
  readonly proposals: readonly string[];
}

/** Every live sibling of what was repaired or did harm, with what mends it. */
export async function recall(world: World, request: RecallRequest): Promise<RecallReport> {
  const { repository, policy, origin, proposals, progress, signal } = request;
  const found = await readRecall({
    world,
    repository,
    policy: { file: policy },
    origin: 'change' in origin ? { kind: origin.kind, selector: selectorOf(origin.change) } : origin,
    proposals,
    watch: (done, total) =>
      progress?.({ what: total === null ? 'reading landed changes' : 'reading fragments', done, total }),
    signal,
  });
  return recallReportOf(found, proposals);
}

function recallReportOf(found: Recall, proposals: readonly string[]): RecallReport {
  const { description, commit, change, fragments, tooPlain } = found;
  return {
    schema: 'firebreak.recall/v1',
    repository: printable(description.name),
    commit,
    change: change === null ? null : { id: printable(change.id), title: printable(change.title) },
    fragments: fragments.map((each) => fragmentOf(each, found)),
    too_plain: tooPlain,
    limits: [
      ...bookLimits(found),
      'whether a sibling runs in production is not known from a repository alone',
      ...(proposals.length === 0 ? ['no proposals were named: --proposal REF asks what each mends or brings'] : []),
    ],
  };
}

function fragmentOf(
  { id, title, place, siblings, bringing }: RecalledFragment,
  found: Recall,
): RecallReport['fragments'][number] {
  return {
    id: printable(id),
    title: title === null ? null : printable(title),
    place:
      place === null
        ? null
        : { commit: place.commit, path: printable(place.path), first_line: place.firstLine, last_line: place.lastLine },
    siblings: siblings.map(({ copy, stands, remedies }) => ({
      ...copyOf(copy, found),
      stands,
      deployed: 'unknown',
      remedies: remedies.map(printable),
    })),
    bringing: bringing.map(printable),
    hold: [
      'firebreak',
      'brake',
      'on',
      '--scope',
      `pattern:${printable(id)}`,
      '--reason',
      'recalled until its siblings are mended',
    ],
  };
}
