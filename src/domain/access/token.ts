import { accept, DAY_MS, type Instant, type Result, reject } from '../../kernel/index.ts';
import { MAX_TOKEN_NAME, type Token } from './model.ts';
import { AGENT_SCOPES, GRANTS, type Permission, type Role, TOKEN_SCOPES } from './role.ts';

/** How every token begins, so that scanners of secrets find one that was committed. */
export const TOKEN_PREFIX = 'fbk_';
/** A token that nobody renews is one that nobody remembers. */
export const MAX_TOKEN_DAYS = 366;
export const DEFAULT_TOKEN_DAYS = 90;
/** Of one account. */
export const MAX_TOKENS = 50;
/** Use is written down this often at most: a write for each request would cost more than the request. */
export const TOKEN_USE_MS = 3_600_000;

/** The text of a token: `fbk_ID_SECRET`, both base32. Shown once, to its owner. */
export function tokenText({ id, secret }: { readonly id: string; readonly secret: string }): string {
  return `${TOKEN_PREFIX}${id}_${secret}`;
}

/** Undoes {@link tokenText}; `null` for anything else. */
export function readToken(text: string): { readonly id: string; readonly secret: string } | null {
  const [, id, secret] = /^fbk_([a-z2-7]{16})_([a-z2-7]{52})$/.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** A token as its owner asks for it. */
export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly isAgent: boolean;
  /** 1..{@link MAX_TOKEN_DAYS}. */
  readonly days: number;
}

/** Why there is no such token. */
export type TokenRejection =
  | { readonly code: 'bad-name' }
  | { readonly code: 'bad-days'; readonly most: number }
  /** Not for tokens at all, or more than its owner may; what could be given is named. */
  | { readonly code: 'bad-scope'; readonly scope: Permission; readonly possible: readonly Permission[] }
  | { readonly code: 'no-scope' }
  | { readonly code: 'too-many-tokens'; readonly most: number };

/** What is kept of a wish, if it may be had: no scope beyond the owner's roles, and nothing that only humans do. */
export function judgeToken(
  wish: TokenWish,
  owner: { readonly roles: readonly Role[]; readonly tokens: number; readonly now: Instant },
): Result<Pick<Token, 'name' | 'scopes' | 'isAgent' | 'expiresAt'>, TokenRejection> {
  const name = wish.name.trim();
  if (name === '' || name.length > MAX_TOKEN_NAME) return reject({ code: 'bad-name' });
  if (!(wish.days >= 1 && wish.days <= MAX_TOKEN_DAYS)) return reject({ code: 'bad-days', most: MAX_TOKEN_DAYS });
  if (owner.tokens >= MAX_TOKENS) return reject({ code: 'too-many-tokens', most: MAX_TOKENS });
  if (wish.scopes.length === 0) return reject({ code: 'no-scope' });
  const possible = possibleScopes(owner.roles, wish);
  const wrong = wish.scopes.find((scope) => !possible.includes(scope));
  if (wrong !== undefined) return reject({ code: 'bad-scope', scope: wrong, possible });
  const scopes = possible.filter((scope) => wish.scopes.includes(scope));
  const expiresAt = (owner.now + Math.trunc(wish.days * DAY_MS)) as Instant;
  return accept({ name, scopes, isAgent: wish.isAgent, expiresAt });
}

/** Scopes that somebody with these roles may give to a token. */
export function possibleScopes(
  roles: readonly Role[],
  { isAgent }: { readonly isAgent: boolean },
): readonly Permission[] {
  const open = isAgent ? AGENT_SCOPES : TOKEN_SCOPES;
  return open.filter((scope) => roles.some((role) => GRANTS[role].includes(scope)));
}
