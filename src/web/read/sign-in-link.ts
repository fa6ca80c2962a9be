/** What a link to the sign-in page is for: its secret stands behind `#`, where no server, proxy or referrer sees it. */
export interface SignInLink {
  readonly kind: 'owner' | 'setup' | 'password';
  readonly secret: string;
}

const KINDS = ['owner', 'setup', 'password'] as const;

/** The link that this page was opened with; `null` = none. It leaves the address at once, so that no history keeps it. */
export function takeSignInLink(): SignInLink | null {
  const given = new URLSearchParams(location.hash.slice(1));
  const kind = KINDS.find((each) => given.has(each));
  const secret = kind === undefined ? null : given.get(kind);
  if (kind === undefined || secret === null || secret === '') return null;
  history.replaceState(null, '', location.pathname + location.search);
  return { kind, secret };
}
