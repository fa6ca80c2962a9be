import type { RecallReport } from '../contract/index.ts';
import { type Recall, type RecalledFragment, readRecall, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import type { RecallRequest } from './firebreak.ts';
import { bookLimits, copyOf } from './pattern.ts';
import { selectorOf } from './proposal.ts';

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
