import { useEffect, useState } from 'preact/hooks';
import { Said } from '../part/said.tsx';
import { Heading } from '../part/screen.tsx';
import { Trouble } from '../part/trouble.tsx';
import type { Failure } from '../read/request.ts';
import { useSession } from '../read/session.tsx';
import { type SignInLink, takeSignInLink } from '../read/sign-in-link.ts';
import { forgetDocuments } from '../read/use-document.ts';
import { useNavigation } from '../route/navigation.tsx';
import { addressOf, parseRoute, queryText } from '../route/route.ts';
import { webAddress } from '../text/visible.ts';
import { LinkForm } from './link-form.tsx';

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
  const [link, setLink] = useState<SignInLink | null>(null);
  const enter = async (body: unknown, path = '/api/v1/session') => {
    setIsBusy(true);
    setFailure(null);
    const answer = await send(path, body);
    setIsBusy(false);
    if (!answer.ok) return setFailure(answer.failure);
    forgetDocuments();
    await renew();
  };
  const isReady = me !== null;
  useEffect(() => {
    const found = isReady ? takeSignInLink() : null;
    if (found?.kind === 'owner') void enter({ link: found.secret });
    else if (found !== null) setLink(found);
  }, [isReady]);
  if (me === null) return null;
  const provider = me.sign_in.provider;
  const address = provider === null ? null : providerAddress(provider.url, next);
  return (
    <div class="sign-in panel">
      <Heading title="Sign in" />
      {failure === null ? null : <Trouble failure={failure} />}
      {link === null ? null : <LinkForm link={link} isBusy={isBusy} onSend={(path, body) => void enter(body, path)} />}
      {link !== null || provider === null || address === null ? null : (
        <a class="button primary" href={address}>
          Continue with <Said text={provider.name} />
        </a>
      )}
      {link === null && provider !== null && me.sign_in.password ? <p class="or">or</p> : null}
      {link === null && me.sign_in.password ? (
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
      {link === null && provider === null && !me.sign_in.password ? (
        <p>No way to sign in is set up here: ask whoever runs this server.</p>
      ) : null}
    </div>
  );
}

/** A path of this site, which leads back to where somebody wanted to go, or a page of the web; nothing that runs. */
function providerAddress(url: string, next: string): string | null {
  if (!/^\/(?![/\\])/.test(url)) return webAddress(url);
  return next === '/' ? url : `${url}${queryText({ next })}`;
}
