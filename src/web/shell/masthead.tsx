import { useEffect, useState } from 'preact/hooks';
import { Said } from '../part/said.tsx';
import type { LiveState } from '../read/live.ts';
import { useSession } from '../read/session.tsx';
import { forgetDocuments } from '../read/use-document.ts';
import { Link, useNavigation } from '../route/navigation.tsx';
import type { Route } from '../route/route.ts';
import { ThemeSwitch } from './theme.tsx';

interface Place {
  readonly key: string;
  readonly word: string;
  readonly to: Route;
  readonly also?: Route['name'];
  /** Drawn on 20 by 20. */
  readonly icon: string;
}

/** The screens in the order in which a day goes. */
export const PLACES: readonly Place[] = [
  {
    key: 'n',
    word: 'Now',
    to: { name: 'now' },
    icon: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4.2l2.8 1.8',
  },
  {
    key: 'i',
    word: 'Inbox',
    to: { name: 'inbox', at: null },
    icon: 'M3 11.5 5 4h10l2 7.5V16H3zM3 11.5h4.2a2.9 2.9 0 0 0 5.6 0H17',
  },
  {
    key: 'c',
    word: 'Changes',
    to: { name: 'changes', filter: { state: 'open' } },
    also: 'change',
    icon: 'M6 4.5v7a3 3 0 0 0 3 3h2M6 4.5a1.5 1.5 0 1 0 0-.01M14 14.5a1.5 1.5 0 1 0 0-.01',
  },
  {
    key: 'q',
    word: 'Queue',
    to: { name: 'queue', id: null, at: null },
    icon: 'M3.5 4v12M7 6.5h4v3H7zM13 6.5h4v3h-4zM7 13.5h6.5M16.5 13.5h.01',
  },
  {
    key: 'r',
    word: 'Rollouts',
    to: { name: 'rollouts', at: null },
    icon: 'M2.5 16.5h3.6v-3.6h3.7V9.3h3.7V5.7h4M13.9 2.5l3.6 3.2-3.6 3.2',
  },
  {
    key: 'e',
    word: 'Exposure',
    to: { name: 'exposure', at: null },
    icon: 'M10 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM10 5a5 5 0 0 1 5 5M10 1.8a8.2 8.2 0 0 1 8.2 8.2M5 10a5 5 0 0 0 5 5M1.8 10a8.2 8.2 0 0 0 8.2 8.2',
  },
  {
    key: 'd',
    word: 'Incidents',
    to: { name: 'incidents', at: null },
    icon: 'M10 2.8 18 16.6H2zM10 8v4M10 14.4h.01',
  },
  {
    key: 'w',
    word: 'Weekly',
    to: { name: 'weekly', at: null },
    icon: 'M3 5h14v12H3zM3 8.5h14M6.5 3v3.5M13.5 3v3.5M5.5 14.5l3-2.5 2.5 1.5 3.5-3',
  },
  {
    key: 'p',
    word: 'Policy',
    to: { name: 'policy' },
    icon: 'M10 2.3 16.5 5v4.6c0 4-2.8 6.7-6.5 8.1-3.7-1.4-6.5-4.1-6.5-8.1V5zM7 9.8l2.2 2.2L13.2 8',
  },
];

/** Name, screens, who looks. */
export function Masthead({ isIn, showKeys }: { readonly isIn: boolean; readonly showKeys: () => void }) {
  const { route } = useNavigation();
  return (
    <header class="masthead">
      <p class="brand">
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2 19 6 8l4 11zM14 19l4-11 4 11z" />
          <path class="gap" d="M12 4v17" />
        </svg>
        <b>Firebreak</b>
      </p>
      {isIn ? (
        <nav aria-label="Screens" class="places">
          {PLACES.map(({ word, to, also, icon }) => (
            <Link key={word} to={to} current={route.name === to.name || route.name === also}>
              <svg viewBox="0 0 20 20" aria-hidden="true">
                <path d={icon} />
              </svg>
              {word}
            </Link>
          ))}
        </nav>
      ) : null}
      <div class="masthead-end">
        {isIn ? <Connection /> : null}
        {isIn ? (
          <button type="button" class="quiet icon keys-button" onClick={showKeys} aria-label="Keys" title="Keys (?)">
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d="M2 5.5h16v9H2zM5 8.5h.01M8.3 8.5h.01M11.6 8.5h.01M15 8.5h.01M5.5 11.5h9" />
            </svg>
          </button>
        ) : null}
        <ThemeSwitch />
        {isIn ? <Account /> : null}
      </div>
    </header>
  );
}

const LIVE_WORD: Readonly<Record<LiveState, string>> = { off: 'Connecting', live: 'Live', waiting: 'Reconnecting' };

function Connection() {
  const { live } = useSession();
  const [state, setState] = useState(live.state);
  useEffect(() => {
    setState(live.state);
    return live.watch(setState);
  }, [live]);
  return (
    <p
      class={`connection is-${state}`}
      title={state === 'live' ? 'Changes show by themselves' : 'Trying again by itself'}
    >
      {LIVE_WORD[state]}
    </p>
  );
}

function Account() {
  const { me, signOut } = useSession();
  const { go } = useNavigation();
  const viewer = me?.viewer;
  if (viewer === undefined) return null;
  return (
    <details class="account">
      <summary aria-label={`Account of ${viewer.name}`}>
        <span class="initial" aria-hidden="true">
          {initialOf(viewer.name)}
        </span>
      </summary>
      <div class="account-card">
        <p>
          <strong>
            <Said text={viewer.name} />
          </strong>
        </p>
        <p class="soft">
          {viewer.person === null ? (
            'Not linked to a person of the catalog: cannot sign'
          ) : (
            <Said text={viewer.person} />
          )}
        </p>
        <p class="soft">{viewer.roles.length === 0 ? 'no role' : viewer.roles.join(', ')}</p>
        <p>
          <Link to={{ name: 'command-line' }}>Command lines</Link>
        </p>
        <button
          type="button"
          onClick={async () => {
            await signOut();
            forgetDocuments();
            go({ name: 'sign-in', next: '/' });
          }}
        >
          Sign out
        </button>
      </div>
    </details>
  );
}

function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toUpperCase();
}
