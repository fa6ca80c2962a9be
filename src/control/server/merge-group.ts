import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeName, ForgeNotice, StillHeld } from '../../domain/forge/index.ts';
import { type Submission, verdictOf } from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { askOfChanges } from '../brake/question.ts';
import { holding } from './hold-lease.ts';
import { forgeOf } from './judge-submission.ts';
import type { ServerNode } from './port.ts';
import { SUBMISSIONS } from './view.ts';

const KIND = 'merge-group';
/** A forge gives up on a trial merge long before. */
const KEPT_MS = 24 * 60 * 60_000;

interface KeptGroup {
  readonly forge: ForgeName;
  readonly repository: string;
  readonly head: CommitId;
  readonly numbers: readonly number[];
  /** What was answered last; `null` = nothing yet. */
  readonly answered: string | null;
}

/** Remembers that a forge's own merge queue asks about a trial merge; it is answered by the reconciler. */
export async function takeMergeGroup(options: {
  readonly node: ServerNode;
  readonly forge: ForgeName;
  readonly notice: Extract<ForgeNotice, { kind: 'merge-group' }>;
  readonly now: Instant;
}): Promise<void> {
  const { node, forge, notice, now } = options;
  const { repository, head, numbers } = notice;
  const group: KeptGroup = { forge, repository, head, numbers, answered: null };
  await node.store.records.put({
    now,
    kind: KIND,
    key: `${forge}:${repository}@${head}`,
    // A second telling of the same group must not forget what was answered.
    expected: null,
    json: JSON.stringify(group),
    index: null,
    expiresAt: instant(now + KEPT_MS),
  });
}

/** Answers trial merges: each of their changes must be allowed. Whatever is not known to be allowed is not let through. */
export async function answerMergeGroups(options: {
  readonly node: ServerNode;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, now } = options;
  const kept = await node.store.records.list({ kind: KIND, prefix: '', after: '', limit: 1, now: now() });
  if (kept.length > 0) await holding({ ...options, name: KIND }, (stillHeld) => answer(node, now(), stillHeld));
}

async function answer(node: ServerNode, now: Instant, stillHeld: StillHeld): Promise<void> {
  const kept = await node.store.records.list({ kind: KIND, prefix: '', after: '', limit: PAGE, now });
  for (const { key, json, version } of kept) {
    const group = JSON.parse(json) as KeptGroup;
    const verdict = await verdictOfGroup(node, group, now);
    if (verdict.conclusion === group.answered) continue;
    const shown = {
      repository: group.repository,
      head: group.head,
      digest: `${verdict.conclusion}:${key}`,
      annotations: [],
      detailsUrl: null,
      ...verdict,
    };
    await forgeOf(node, { forge: group.forge }).publishGroup(shown, stillHeld);
    const json2 = JSON.stringify({ ...group, answered: verdict.conclusion });
    await node.store.records.put({
      now,
      kind: KIND,
      key,
      expected: version,
      json: json2,
      index: null,
      expiresAt: instant(now + KEPT_MS),
    });
  }
}

async function verdictOfGroup(node: ServerNode, { forge, repository, numbers }: KeptGroup, now: Instant) {
  const lines: string[] = [];
  // A brake that was pulled a moment ago counts, before the changes are judged again.
  const question = await askOfChanges(node.store, now);
  let conclusion: 'allow' | 'hold' | 'block' = numbers.length === 0 ? 'hold' : 'allow';
  for (const number of numbers) {
    const id = `${forge}:${repository}#${number}`;
    const state = (await node.store.readDocument(SUBMISSIONS, id)) as Submission | null;
    const told = state === null ? 'undecided' : verdictOf(state, now).verdict;
    const holds = state === null || told !== 'allow' ? [] : await question.holds(state);
    const verdict = holds.length > 0 ? 'hold' : told;
    lines.push(`- #${number}: ${verdict}${holds.map(({ brake }) => `, ${brake}`).join('')}`);
    if (verdict === 'block') conclusion = 'block';
    else if (verdict !== 'allow' && conclusion === 'allow') conclusion = 'hold';
  }
  const summary = lines.length === 0 ? 'The forge does not say which changes it holds.' : lines.join('\n');
  return {
    conclusion,
    title: conclusion === 'allow' ? 'Every change is allowed' : 'Not every change is allowed',
    summary,
  };
}
