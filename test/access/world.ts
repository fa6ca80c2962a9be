import { createHash, randomBytes } from 'node:crypto';
import type { AccessSettings, AccessWorld, NewLink, NewSession } from '../../src/control/access/index.ts';
import {
  createAccount,
  principalOfSession,
  setPasswordByLink,
  setUpFirstAdmin,
  startLink,
} from '../../src/control/access/index.ts';
import {
  DEFAULT_PROVISION,
  DEFAULT_SESSION,
  type IdentityProvider,
  type PasswordHasher,
  type Principal,
  type Role,
} from '../../src/domain/access/index.ts';
import { PAGE } from '../../src/event-log/index.ts';
import { assert, type Instant, instant, type Result } from '../../src/kernel/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';

export const STARTED = instant(Date.UTC(2026, 2, 2, 9));
export const PASSWORD = 'plain words that nobody guesses';

/** Accounts over the store that passes the contract suite, with a clock that tests move. */
export interface AccessTest {
  readonly access: AccessWorld;
  move(ms: number): void;
  /** Types of the events so far, with who acted. */
  events(): Promise<readonly { readonly type: string; readonly actor: string | null; readonly payload: unknown }[]>;
  /** Everything that is stored, as text: for what must not stand there. */
  everything(): Promise<string>;
}

export function accessTest(
  options: { readonly settings?: Partial<AccessSettings>; readonly provider?: IdentityProvider } = {},
): AccessTest {
  const memory = emptyMemory();
  const store = memoryStore({ memory, views: [], upCasters: [] });
  let now: Instant = STARTED;
  const access: AccessWorld = {
    store,
    passwords: quickHasher(),
    secrets: { bytes: (count) => randomBytes(count) },
    provider: options.provider ?? null,
    settings: {
      session: DEFAULT_SESSION,
      provision: DEFAULT_PROVISION,
      allowsPasswords: true,
      allowsCliSigning: true,
      ownerPersonId: null,
      ...options.settings,
    },
    now: () => now,
  };
  return {
    access,
    move(ms) {
      now = instant(now + ms);
    },
    events: async () => {
      const all = await store.readAll({ after: 0, limit: PAGE });
      return all.map(({ type, actor, payload }) => ({ type, actor, payload: JSON.parse(payload) }));
    },
    everything: async () =>
      JSON.stringify([await store.readAll({ after: 0, limit: PAGE }), [...memory.side.records.values()]]),
  };
}

/** A hasher for tests: right and quick. The slow one has its own tests. */
export function quickHasher(): PasswordHasher {
  const hashed = (password: string) => `quick:${createHash('sha256').update(password).digest('hex')}`;
  return {
    hash: async (password) => hashed(password),
    verify: async ({ password, encoded }) => ({ isRight: encoded === hashed(password), needsRehash: false }),
  };
}

export function accepted<T>(result: Result<T, unknown>): T {
  assert(result.ok, `accepted, not ${JSON.stringify(result)}`);
  return result.value;
}

export function codeOf(result: Result<unknown, { readonly code: string }>): string {
  return result.ok ? 'accepted' : result.rejection.code;
}

/** The first administrator, signed in. */
export async function firstAdmin(access: AccessWorld): Promise<{ session: NewSession; principal: Principal }> {
  const link = (await startLink(access, { isLocal: false })) as NewLink;
  const session = accepted(
    await setUpFirstAdmin(access, {
      secret: link.secret,
      name: 'root',
      displayName: 'First',
      password: PASSWORD,
      client: null,
    }),
  );
  return { session, principal: (await principalOfSession(access, session.secret)).principal };
}

/** Somebody with a password, signed in. */
export async function somebody(
  access: AccessWorld,
  admin: Principal,
  wish: { readonly name: string; readonly roles: readonly Role[]; readonly personId?: string },
): Promise<{ accountId: string; session: NewSession; principal: Principal }> {
  const { name, roles, personId = null } = wish;
  const { account, link } = accepted(await createAccount(access, admin, { name, displayName: name, roles, personId }));
  const session = accepted(await setPasswordByLink(access, { secret: link.secret, password: PASSWORD, client: null }));
  const { principal } = await principalOfSession(access, session.secret);
  return { accountId: account.id, session, principal };
}
