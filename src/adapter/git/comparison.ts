import type { ContentGap, FileChange } from '../../domain/change/index.ts';
import { type Digest, digestOf, Fault, printable } from '../../kernel/index.ts';
import { contentOf, gapOf } from './content.ts';
import {
  DIFF_OPTIONS,
  DIFFERENCE_TIME_LIMIT_MS,
  type DiffFailure,
  PROPOSAL_LINE_LIMIT,
  RENAME_OPTIONS,
} from './diff-process.ts';
import { type Difference, PROPOSAL_FILE_LIMIT, readDifference } from './difference.ts';
import type { GitProcess, GitProgram } from './git-program.ts';
import { firstLine, isMissingObject } from './object-store.ts';
import type { Repository } from './repository.ts';

/** Two sides of a proposal: `from` is a commit or tree id; `to` `null` stands for the index. */
export interface Sides {
  readonly from: string;
  readonly to: string | null;
}

export interface Compared {
  readonly files: readonly FileChange[];
  readonly gaps: readonly ContentGap[];
  /** `null` where objects are missing. */
  readonly digest: Digest | null;
}

/** Compares the two sides of a proposal: files with lines, or as much as can be had, and the digest of the content. */
export async function compare(given: { repository: Repository; sides: Sides }): Promise<Compared> {
  const { repository, sides } = given;
  const git = sides.to === null ? repository.indexed : repository.git;
  const lines = ['-c', `core.bigFileThreshold=${PROPOSAL_LINE_LIMIT}`];
  const [counted, digest] = await Promise.all([
    difference(git, { globals: lines, options: [...RENAME_OPTIONS, '--numstat'], sides }),
    digestOfSides(git, sides),
  ]);
  const read = { objects: repository.objects, sizes: repository.sizes, lineLimit: PROPOSAL_LINE_LIMIT };
  if (!('kind' in counted)) return { ...(await contentOf(decided(counted), read)), digest };
  const plain = await difference(git, { globals: [], options: ['--no-renames'], sides });
  if ('kind' in plain) return { files: [], gaps: [gapOf(plain, 'files')], digest };
  const content = await contentOf(decided(plain), read);
  return { files: content.files, gaps: [...content.gaps, gapOf(counted, 'lines')], digest };
}

async function difference(
  git: GitProgram,
  asked: { readonly globals: readonly string[]; readonly options: readonly string[]; readonly sides: Sides },
): Promise<Difference | DiffFailure> {
  const process = git.start([...asked.globals, ...command(asked.sides, asked.options)]);
  let slow = false;
  const timer = setTimeout(() => {
    slow = true;
    process.stop();
  }, DIFFERENCE_TIME_LIMIT_MS);
  try {
    const found = await readDifference(process.output, PROPOSAL_FILE_LIMIT);
    const failure = await failureOf(process);
    git.check();
    return failure ?? found;
  } catch (error) {
    git.check();
    if (slow) return { kind: 'too-slow' };
    throw error;
  } finally {
    clearTimeout(timer);
    process.stop();
  }
}

function command(sides: Sides, options: readonly string[]): readonly string[] {
  if (sides.to === null) return ['diff-index', '--cached', ...DIFF_OPTIONS, ...options, sides.from, '--'];
  return ['diff-tree', ...DIFF_OPTIONS, ...options, sides.from, sides.to, '--'];
}

/** `null` where git ended well. */
async function failureOf(process: GitProcess): Promise<DiffFailure | null> {
  const { code, stderr } = await process.ended;
  if (code === 0) return null;
  if (isMissingObject(stderr)) return { kind: 'missing-object', detail: firstLine(stderr) };
  throw new Fault({
    kind: 'malformed',
    code: 'difference-unreadable',
    message: `git could not compare the two sides: ${firstLine(stderr)}`,
    fix: 'Check the repository with: git fsck',
  });
}

function decided(found: Difference): Difference {
  const [first] = found.unmerged;
  if (first === undefined) return found;
  throw new Fault({
    kind: 'usage',
    code: 'unmerged-index',
    message: `the index has a conflict that is not resolved, at ${printable(first)}`,
    fix: 'Resolve it, then: git add <the files>',
  });
}

/** Bytes that are hashed at once; the digest of a longer list is a chain over such blocks. */
const BLOCK = 1_048_576;

/**
 * Digest of the exact content of a difference: every path with its mode and object on both sides, in git's order and
 * without rename detection, so that it hangs on no heuristic. It changes with any byte of any touched file, on either
 * side. A rebase onto changes of other files keeps it; one onto changes of the same files does not, as the files that
 * would land are then others. A commit made of the index has the digest that the index had.
 */
async function digestOfSides(git: GitProgram, sides: Sides): Promise<Digest | null> {
  const process = git.start(command(sides, ['--no-renames']));
  let digest = digestOf('firebreak content v1');
  let held: Buffer[] = [];
  let length = 0;
  try {
    for (let chunk = await process.output.chunk(); chunk !== null; chunk = await process.output.chunk()) {
      held.push(chunk);
      length += chunk.length;
      if (length < BLOCK) continue;
      const all = Buffer.concat(held, length);
      const whole = length - (length % BLOCK);
      for (let at = 0; at < whole; at += BLOCK) digest = chained(digest, all.subarray(at, at + BLOCK));
      held = [all.subarray(whole)];
      length -= whole;
    }
    if ((await failureOf(process)) !== null) return null;
  } finally {
    process.stop();
  }
  return chained(digest, Buffer.concat(held, length));
}

function chained(before: Digest, block: Uint8Array): Digest {
  return digestOf(`${before}\n${digestOf(block)}`);
}
