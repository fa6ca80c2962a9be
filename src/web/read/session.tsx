import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { MeReport } from '../../contract/index.ts';
import { Live } from './live.ts';
import { type Answer, type Failure, read, write } from './request.ts';

interface Session {
  /** `null` = not known yet. */
  readonly me: MeReport | null;
  readonly failure: Failure | null;
  readonly live: Live;
  /** Asks again who looks. */
  readonly renew: () => Promise<void>;
  readonly send: <T>(path: string, body: unknown) => Promise<Answer<T>>;
  readonly remove: (path: string) => Promise<Answer<null>>;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

/** Who looks, and the ways to write. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error('no session around this part');
  return session;
}

/** Asks once who looks, and holds the live connection while somebody is signed in. */
export function SessionRoot({ children }: { readonly children: ComponentChildren }) {
  const [me, setMe] = useState<MeReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const live = useMemo(() => new Live('/api/v1/live'), []);
  const renew = useCallback(async () => {
    const answer = await read<MeReport>('/api/v1/me');
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setMe(answer.value);
  }, []);
  useEffect(() => void renew(), [renew]);
  const account = me?.viewer.account ?? null;
  useEffect(() => {
    if (account === null) return;
    // A browser holds six connections to a server without TLS: a page that nobody sees must not keep one of them.
    const follow = () => (document.visibilityState === 'visible' ? live.start() : live.pause());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      live.stop();
    };
  }, [account, live]);
  const csrf = me?.csrf ?? null;
  const send = useCallback(<T,>(path: string, body: unknown) => write<T>({ path, body, csrf }), [csrf]);
  const remove = useCallback((path: string) => write<null>({ path, method: 'DELETE', csrf }), [csrf]);
  const signOut = useCallback(async () => {
    await write({ path: '/api/v1/session', method: 'DELETE', csrf });
    await renew();
  }, [csrf, renew]);
  return <Context.Provider value={{ me, failure, live, renew, send, remove, signOut }}>{children}</Context.Provider>;
}
