import { useEffect, useState } from 'preact/hooks';
import { Said } from '../part/said.tsx';
import { Heading } from '../part/screen.tsx';
import { Trouble } from '../part/trouble.tsx';
import type { Failure } from '../read/request.ts';
import { useSession } from '../read/session.tsx';
import { forgetDocuments } from '../read/use-document.ts';
import { useNavigation } from '../route/navigation.tsx';
import { addressOf, parseRoute } from '../route/route.ts';
import { webAddress } from '../text/visible.ts';

/** Who are you? Afterwards, on to where somebody wanted to go. */
export function SignInScreen() {
  const { me, send, renew } = useSession();
  const { route, go } = useNavigation();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const next = route.name === 'sign-in' ? route.next : addressOf(route);
  const isIn = me?.viewer.account != null;
  useEffect(() => {
    if (isIn && route.name === 'sign-in') go(parseRoute(next), { replace: true });
  }, [isIn, next, route.name, go]);
  const enter = async (body: unknown) => {
    setIsBusy(true);
    setFailure(null);
    const answer = await send('/api/v1/session', body);
    setIsBusy(false);
    if (!answer.ok) return setFailure(answer.failure);
    forgetDocuments();
    await renew();
  };
  const isReady = me !== null;
  useEffect(() => {
    const link = isReady ? takeLink() : null;
    if (link !== null) void enter({ link });
  }, [isReady]);
  if (me === null) return null;
  const provider = me.sign_in.provider;
  const address = provider === null ? null : providerAddress(provider.url);
  return (
    <div class="sign-in panel">
      <Heading title="Sign in" />
      {failure === null ? null : <Trouble failure={failure} />}
      {provider === null || address === null ? null : (
        <a class="button primary" href={address}>
          Continue with <Said text={provider.name} />
        </a>
      )}
      {provider !== null && me.sign_in.password ? <p class="or">or</p> : null}
      {me.sign_in.password ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            void enter({ name: data.get('name'), password: data.get('password') });
          }}
        >
          <label>
            Name
            <input
              name="name"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              maxLength={200}
            />
          </label>
          <label>
            Password
            <input name="password" type="password" autocomplete="current-password" required maxLength={1000} />
          </label>
          <button type="submit" class={provider === null ? 'primary' : ''} disabled={isBusy}>
            {isBusy ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
      ) : null}
      {provider === null && !me.sign_in.password ? (
        <p>No way to sign in is set up here: ask whoever runs this server.</p>
      ) : null}
    </div>
  );
}

/** The secret of a link that signs in, `#link=`: it goes to no server with the address, and leaves it at once. */
function takeLink(): string | null {
  const link = new URLSearchParams(location.hash.slice(1)).get('link');
  if (link !== null) history.replaceState(null, '', location.pathname + location.search);
  return link;
}

/** A path of this site, or a page of the web; nothing that runs. */
function providerAddress(url: string): string | null {
  return /^\/(?![/\\])/.test(url) ? url : webAddress(url);
}
