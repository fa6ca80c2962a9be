import { DAY_MS } from '../../kernel/index.ts';

/** What a link that is used once is for. */
export type LinkPurpose =
  /** Makes the first administrator. */
  | { readonly kind: 'setup' }
  /** Signs in as the owner of a server that nothing is configured for. */
  | { readonly kind: 'owner' }
  /** Lets the account set a password: an invitation, or a reset by an administrator. */
  | { readonly kind: 'password'; readonly accountId: string };

/** How long each may be used: whoever starts a server sits before it; whoever is invited reads mail the next day. */
export const LINK_MS: Readonly<Record<LinkPurpose['kind'], number>> = {
  setup: DAY_MS,
  owner: 3_600_000,
  password: 3 * DAY_MS,
};

/** Reads the secret of a link; `null` where the text cannot be one. */
export function readLinkSecret(text: string): string | null {
  return /^[a-z2-7]{52}$/.test(text) ? text : null;
}

/**
 * Where to go after signing in: a path of this server, or `/`. Everything that a browser could read as another place (`//`,
 * a backslash, a control character, a scheme) becomes `/`.
 */
export function returnPath(wanted: string | null): string {
  if (wanted === null || wanted.length > 500) return '/';
  return /^\/(?![/\\])[^\\\0-\x20\x7f]*$/.test(wanted) ? wanted : '/';
}
