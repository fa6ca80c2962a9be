import type { Change, ChangeSelector, CommitId, RepositoryDescription } from '../../domain/change/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import type { Watch } from '../history.ts';
import type { World } from '../port.ts';
import { emptyRepository, type PolicyChoice, protectedBasesOf, readRulebook } from '../proposal.ts';
import { type OpenBook, openPatternBook } from './book.ts';
import { bookTipOf, type ExposedFamily, exposedFamily, familiesOfChange } from './change-exposure.ts';

/** The families of a repository, or those that a change adds to. */
export interface RepositoryExposure {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  /** `null` = no change was asked about. */
  readonly change: Change | null;
  /** The commit whose fragments these are. */
  readonly commit: CommitId | null;
  readonly open: OpenBook;
  /** By exposure, then copies, then id; the largest first. */
  readonly families: readonly ExposedFamily[];
}

/** Reads the families of a repository as its default branch stands, or (with `selector`) those that a change would add to. */
export async function readExposure(options: {
  readonly world: World;
  readonly repository: string;
  readonly policy: PolicyChoice;
  /** `null` = every family. */
  readonly selector: ChangeSelector | null;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<RepositoryExposure> {
  const { world, selector } = options;
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const change = selector === null ? null : await history.readChange(selector);
  const [revision = null] =
    change === null || selector === null
      ? [description.tip]
      : await protectedBasesOf({ history, description, change, selector });
  const rulebook = await readRulebook({ world, history, revision, policy: options.policy });
  const commit = change === null ? description.tip : bookTipOf(change, description);
  const source = { ...options, history, description, agents: rulebook.agents };
  const open = await openPatternBook({ ...source, tip: commit });
  const families =
    change === null
      ? open.book.families().map((family) => exposedFamily(family, [], rulebook))
      : await familiesOfChange({ source, change, open, rulebook });
  return { description, rulebook, change, commit, open, families: [...families].sort(byExposure) };
}

/** One family by its id, with what it exposes; a Fault where none is known by it. */
export function familyNamed(
  { open, rulebook }: Pick<RepositoryExposure, 'open' | 'rulebook'>,
  id: string,
): ExposedFamily {
  const family = open.book.family(id);
  if (family !== null) return exposedFamily(family, [], rulebook);
  throw new Fault({
    kind: 'usage',
    code: 'unknown-family',
    message: `no family of this repository is called ${printable(id)}`,
    fix: 'firebreak exposure lists them',
  });
}

function byExposure(one: ExposedFamily, other: ExposedFamily): number {
  return (
    (other.exposure.number ?? 0) - (one.exposure.number ?? 0) ||
    other.exposure.copies * other.exposure.engineers - one.exposure.copies * one.exposure.engineers ||
    (one.id < other.id ? -1 : 1)
  );
}
