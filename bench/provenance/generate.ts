import type { Commit, CommitId, Identity } from '../../src/domain/change/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** A commit with its note, as a repository would give them. */
export interface GeneratedCommit {
  readonly commit: Commit;
  readonly note: string | null;
}

const WORDS =
  'the queue drops jobs on restart because a lock is held by worker that never answers so we retry with backoff and tell the caller when it gives up this also moves the timer into its own file example agent session made with'.split(
    ' ',
  );
const PEOPLE: readonly Identity[] = Array.from({ length: 60 }, (_, index) => ({
  name: `Person ${index} Ångström`.slice(0, index % 7 === 0 ? undefined : 10),
  mail: `person${index}@example.com`,
}));
const BOTS: readonly Identity[] = [
  { name: 'dependabot[bot]', mail: '49699333+dependabot[bot]@users.noreply.github.com' },
  { name: 'copilot-swe-agent[bot]', mail: '198982749+Copilot@users.noreply.github.com' },
];

/**
 * `count` commits of a made-up history, the same for the same seed: about two thirds plain, the rest with sign-offs,
 * trailers of tools, squash bodies, text that is not ASCII, notes, bot authors, and one in a hundred hostile.
 */
export function generateCommits(count: number, seed: number): readonly GeneratedCommit[] {
  const random = mulberry32(seed);
  return Array.from({ length: count }, (_, index) => generateCommit(index, random));
}

type Random = () => number;

function generateCommit(index: number, random: Random): GeneratedCommit {
  const author = pick(random() < 0.08 ? BOTS : PEOPLE, random);
  const at = instant(Date.UTC(2026, 0, 1) + index * 60_000);
  const id = idOf(index + 1);
  const commit = {
    id,
    parents: [idOf(index)],
    author,
    authoredAt: at,
    committer: author,
    committedAt: at,
    message: messageOf(random),
  };
  return { commit, note: random() < 0.03 ? noteOf(random) : null };
}

function messageOf(random: Random): string {
  const body = `${sentence(8, random)}\n\n${paragraph(random)}\n\n${paragraph(random)}`;
  const kind = random();
  if (kind < 0.62) return `${body}\n`;
  if (kind < 0.75)
    return `${body}\n\nFixes: 0a1b2c3d4e5f ("x")\nReviewed-by: Bo Li <bo@example.com>\nSigned-off-by: Ann Lee <ann@example.com>\n`;
  if (kind < 0.87)
    return `${body}\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n`;
  if (kind < 0.94) return `${squash(random)}\n\nCo-authored-by: Bo Li <bo@example.com>\n`;
  if (kind < 0.99) return `${body}\n\n変更を元に戻す。Zoë und Ångström.\n\nAssisted-by: Codex:gpt-5.5\n`;
  return `${body}\n\nco-authored-by:${' '.repeat(20_000)}x<\nassisted-by: ${'a.'.repeat(10_000)}@\n`;
}

function squash(random: Random): string {
  const commits = Array.from({ length: 20 }, () => `* ${sentence(7, random)}\n\n${paragraph(random)}`);
  return `${sentence(8, random)} (#12)\n\n${commits.join('\n\n')}`;
}

function paragraph(random: Random): string {
  return Array.from({ length: 3 }, () => sentence(11, random)).join('\n');
}

function sentence(length: number, random: Random): string {
  return Array.from({ length }, () => pick(WORDS, random)).join(' ');
}

function noteOf(random: Random): string {
  const files = Array.from(
    { length: 8 },
    (_, index) =>
      `src/file-${index}.ts\n  s_0123456789abcd::t_00112233445566 ${1 + Math.floor(random() * 9)}-40,50,60-99`,
  );
  const session = {
    agent_id: { tool: 'claude', id: 'x', model: 'claude-opus-4-6' },
    human_author: 'Ann Lee <ann@example.com>',
  };
  const metadata = {
    schema_version: 'authorship/3.0.0',
    base_commit_sha: '',
    prompts: {},
    sessions: { s_0123456789abcd: session },
  };
  return `${files.join('\n')}\n---\n${JSON.stringify(metadata, null, 2)}`;
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

function idOf(index: number): CommitId {
  return index.toString(16).padStart(40, '0') as CommitId;
}

/** A small generator with 32 bits of state (T. Ettinger, public domain): good enough to mix cases, and repeatable. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
