import type { World } from '../../src/control/index.ts';
import { FakeGithub } from './fake-github.ts';
import type { Pull } from './fake-github-state.ts';
import { removeFolders, temporaryFolder } from './git-repository.ts';
import {
  type Answer,
  type ApiClient,
  changePath,
  type RunningServer,
  startServer,
  testClock,
  until,
} from './server.ts';
import { AI, lines, makeServerShop, type ServerShop } from './server-shop.ts';

/** The shop's repository on GitHub. */
export const NAME = 'shop/store';
/** What the required check shows of a change that is held. */
export const HELD = 'action_required';

/** A pull request to be opened. */
export interface Proposal {
  readonly files?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly author?: string;
  readonly mail?: string;
  readonly base?: string;
  /** Branch that the proposal starts from. */
  readonly from?: string;
  /** Of its one commit. */
  readonly message?: string;
  /** Head that was made already. */
  readonly head?: string;
  readonly body?: string;
}

export interface OpenedPull {
  readonly id: string;
  readonly pull: Pull;
  readonly branch: string;
}

/** A server over a fake GitHub that serves the shop. */
export interface GithubShop {
  readonly clock: ReturnType<typeof testClock>;
  readonly shop: ServerShop;
  readonly fake: FakeGithub;
  readonly server: RunningServer;
  /** Opens a pull request, by default of cleo's to the service of tier 0, with help of AI. */
  open(given?: Proposal): Promise<OpenedPull>;
  approve(pull: Pull, by: string): Promise<unknown>;
  read(id: string, client?: ApiClient): Promise<Answer>;
  /** The required check once it shows this, or what it shows in the end. */
  checked(pull: Pull, conclusion: string): Promise<string | null>;
  /** Judges once more, and gives what came of it: for what must not have changed. */
  again(id: string): Promise<Answer['body']>;
  /** Lands a pull request by a merge commit on main, whatever the check says; gives the commit. */
  merge(pull: Pull): Promise<string>;
  /** Ends; gives what went wrong, none is expected. */
  close(): Promise<readonly string[]>;
}

/** Starts one. */
export async function startGithubShop(
  options: { readonly world?: (world: World) => World; readonly variables?: Readonly<Record<string, string>> } = {},
): Promise<GithubShop> {
  const clock = testClock();
  const shop = makeServerShop();
  const fake = await FakeGithub.start();
  Object.defineProperty(fake, 'nowMs', { get: clock.now });
  fake.act.addRepository(NAME, { path: shop.path });
  const server = await startServer({ data: temporaryFolder(), clock, github: fake, ...options });
  let made = 0;
  const read: GithubShop['read'] = (id, client = server.owner) => client.get(changePath(id));
  return {
    clock,
    shop,
    fake,
    server,
    async open(given = {}) {
      made += 1;
      const { author = 'cleo', base = 'main', from = 'main' } = given;
      const branch = `feature-${made}`;
      const files = given.files ?? { 'src/checkout/pay.ts': `${lines('pay')}// ${made}\n` };
      const mail = given.mail ?? `${author}@shop.example`;
      const message = given.message ?? `Change ${made}\n\n${AI}`;
      const { remove = [], links = {} } = given;
      const head = given.head ?? shop.commit({ branch, from, by: author, mail, message, files, remove, links });
      const pull = await fake.act.openPull(NAME, {
        head,
        base: shop.tip(base),
        baseRef: base,
        headRef: branch,
        author,
        body: given.body ?? '',
      });
      return { id: `github:${NAME}#${pull.number}`, pull, branch };
    },
    approve: (pull, by) => fake.act.review(NAME, pull.number, { by, state: 'APPROVED' }),
    read,
    checked: (pull, conclusion) =>
      until(
        async () => fake.act.requiredCheck(NAME, pull.head),
        (now) => now === conclusion,
      ),
    async again(id) {
      const before = (await read(id)).body.timeline.length;
      await server.owner.post(changePath(id, '/recheck'));
      const isNew = ({ body }: Answer) => body.current && body.timeline.length > before + 1;
      return (await until(() => read(id), isNew)).body;
    },
    async merge(pull) {
      const commit = shop.merge(pull.headRef, 'main', {
        message: `Merge pull request #${pull.number} from shop/${pull.headRef}`,
        by: 'ann',
      });
      await fake.act.close(NAME, pull.number, { isMerged: true });
      return commit;
    },
    async close() {
      await server.stop();
      await fake.stop();
      removeFolders();
      return [...fake.flaws, ...server.faults];
    },
  };
}
