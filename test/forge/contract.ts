import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/domain/change/index.ts';
import type { Forge, ForgeChange, ForgeRef, PublishedVerdict } from '../../src/domain/forge/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** One forge with a repository: `main`, and a way to propose, move, land and give up changes. */
export interface ForgeSubject {
  readonly forge: Forge;
  readonly repository: string;
  /** Tip of the default branch. */
  main(): string;
  /** Opens a proposal of one commit and gives its number. */
  propose(given: { readonly branch: string; readonly title: string; readonly body: string }): Promise<number>;
  /** A further commit on a branch; gives its id. */
  push(branch: string): Promise<string>;
  land(branch: string): Promise<void>;
  giveUp(branch: string): Promise<void>;
  /** What the forge shows of the newest verdict: its digest, whether it lets the change pass, and the comments. */
  shown(
    ref: ForgeRef,
    head: string,
  ): Promise<{ readonly digest: string | null; readonly isPassed: boolean; readonly comments: readonly string[] }>;
  git(...args: readonly string[]): string;
  close(): Promise<void>;
}

export interface ForgeKind {
  readonly name: string;
  fresh(): Promise<ForgeSubject>;
}

/** What every forge must do. */
export function describeForge(kind: ForgeKind): void {
  const opened = async (run: (subject: ForgeSubject) => Promise<void>): Promise<void> => {
    const subject = await kind.fresh();
    try {
      await run(subject);
    } finally {
      await subject.close();
    }
  };

  describe(`forge: ${kind.name}`, () => {
    it('lists its repositories and their open proposals', () =>
      opened(async (subject) => {
        const { forge, repository } = subject;
        expect(await forge.repositories()).toEqual([repository]);
        expect(await changesOf(subject)).toEqual([]);
        const one = await subject.propose({ branch: 'changes/one', title: 'Add one', body: 'Why.' });
        const two = await subject.propose({ branch: 'changes/two', title: 'Add two', body: '' });
        expect(one).not.toBe(two);
        const found = await changesOf(subject);
        expect(found.map(({ ref, title, state, baseBranch }) => [ref.number, title, state, baseBranch])).toEqual([
          [one, 'Add one', 'open', 'main'],
          [two, 'Add two', 'open', 'main'],
        ]);
        expect(found[0]?.body).toContain('Why.');
        expect(found[0]).toEqual(await forge.readChange(refOf(subject, one)));
      }));

    it('keeps the number of a proposal when its head moves', () =>
      opened(async (subject) => {
        const number = await subject.propose({ branch: 'changes/a', title: 'A', body: '' });
        const head = await subject.push('changes/a');
        const change = await subject.forge.readChange(refOf(subject, number));
        expect([change?.head, change?.state]).toEqual([head, 'open']);
      }));

    it('tells what landed from what was given up, and knows nothing of what never was', () =>
      opened(async (subject) => {
        const landed = await subject.propose({ branch: 'changes/a', title: 'A', body: '' });
        const gone = await subject.propose({ branch: 'changes/b', title: 'B', body: '' });
        await changesOf(subject);
        await subject.land('changes/a');
        await subject.giveUp('changes/b');
        expect(await changesOf(subject)).toEqual([]);
        expect((await subject.forge.readChange(refOf(subject, landed)))?.state).toBe('merged');
        expect((await subject.forge.readChange(refOf(subject, gone)))?.state).toBe('closed');
        expect(await subject.forge.readChange(refOf(subject, 4711))).toBeNull();
      }));

    it('gives a local copy that holds the head and the default branch as they are now', () =>
      opened(async (subject) => {
        const number = await subject.propose({ branch: 'changes/a', title: 'A', body: '' });
        const change = await subject.forge.readChange(refOf(subject, number));
        const copy = async (commits: readonly string[]) =>
          subject.forge.localCopy({ repository: subject.repository, commits: commits as readonly CommitId[] });
        const path = await copy([change?.head ?? '']);
        const within = (...args: readonly string[]) => subject.git('--git-dir', path, ...args).trim();
        expect(within('cat-file', '-t', change?.head ?? '')).toBe('commit');
        expect(within('symbolic-ref', '--short', 'HEAD')).toBe('main');
        await subject.land('changes/a');
        expect(await copy([change?.head ?? ''])).toBe(path);
        expect(within('rev-parse', 'main')).toBe(subject.main());
        await expect(copy(['0123456789012345678901234567890123456789'])).rejects.toMatchObject({
          name: 'Fault',
          code: 'commit-not-fetched',
        });
      }));

    it('publishes once, however often it is told to', () =>
      opened(async (subject) => {
        const { verdict, ref, head } = await proposed(subject);
        for (let time = 0; time < 3; time += 1) await subject.forge.publish(verdict);
        const shown = await subject.shown(ref, head);
        expect(shown.digest).toBe(verdict.digest);
        expect(shown.isPassed).toBe(false);
        expect(shown.comments).toHaveLength(1);
        expect(shown.comments[0]).toContain('Who: a senior.');
      }));

    it('replaces a verdict by the next one, and takes the comment away when there is nothing to say', () =>
      opened(async (subject) => {
        const { verdict, ref, head } = await proposed(subject);
        await subject.forge.publish(verdict);
        await subject.forge.publish({ ...verdict, digest: digestOf('2'), comment: 'Another text.' });
        const second = await subject.shown(ref, head);
        expect(second.comments).toHaveLength(1);
        expect(second.comments[0]).toContain('Another text.');
        await subject.forge.publish({ ...verdict, digest: digestOf('3'), conclusion: 'allow', comment: null });
        expect(await subject.shown(ref, head)).toEqual({ digest: digestOf('3'), isPassed: true, comments: [] });
      }));

    it('never lets a held or blocked change pass, and lets an advised one', () =>
      opened(async (subject) => {
        const { verdict, ref, head } = await proposed(subject);
        for (const [conclusion, isPassed] of [
          ['hold', false],
          ['block', false],
          ['advice', true],
          ['allow', true],
          ['hold', false],
        ] as const) {
          await subject.forge.publish({ ...verdict, conclusion, digest: digestOf(`${conclusion}${isPassed}`) });
          expect([conclusion, (await subject.shown(ref, head)).isPassed]).toEqual([conclusion, isPassed]);
        }
      }));

    it('takes hostile names, titles and texts as text', () =>
      opened(async (subject) => {
        const title = 'Fix `$(touch /tmp/x)` <!-- --> \u202e | @everyone';
        const number = await subject.propose({ branch: 'changes/hostile', title, body: '' });
        const change = await subject.forge.readChange(refOf(subject, number));
        expect(change?.title).toBe(title);
        const { verdict } = await proposed(subject);
        await subject.forge.publish({ ...verdict, title: 'x'.repeat(70_000), summary: '\ud800 é'.repeat(30_000) });
        await expect(subject.forge.localCopy({ repository: '../../etc', commits: [] })).rejects.toMatchObject({
          name: 'Fault',
        });
      }));
  });
}

/** A digest that names something. */
export function digestOf(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`;
}

export function refOf(subject: Pick<ForgeSubject, 'forge' | 'repository'>, number: number): ForgeRef {
  return { forge: subject.forge.name, repository: subject.repository, number };
}

/** A verdict that holds, with a comment. */
export function holding(ref: ForgeRef, head: string): PublishedVerdict {
  return {
    ref,
    head: head as CommitId,
    digest: digestOf('1'),
    conclusion: 'hold',
    title: 'Held: a senior must sign',
    summary: 'The rule *tier-0* asks for a senior.',
    annotations: [{ path: 'a.txt', line: 1, level: 'warning', title: 'tier-0', message: 'A critical file.' }],
    comment: '**Held.** Who: a senior.',
    detailsUrl: 'https://firebreak.example/changes/1',
  };
}

async function proposed(
  subject: ForgeSubject,
): Promise<{ readonly verdict: PublishedVerdict; readonly ref: ForgeRef; readonly head: string }> {
  const number = await subject.propose({ branch: 'changes/p', title: 'P', body: '' });
  const ref = refOf(subject, number);
  const head = (await subject.forge.readChange(ref))?.head ?? '';
  return { verdict: holding(ref, head), ref, head };
}

async function changesOf({ forge, repository }: ForgeSubject): Promise<readonly ForgeChange[]> {
  const found: ForgeChange[] = [];
  for await (const change of forge.openChanges(repository)) found.push(change);
  expect(found.every(({ updatedAt }) => updatedAt > instant(0))).toBe(true);
  return found.sort((a, b) => a.ref.number - b.ref.number);
}
