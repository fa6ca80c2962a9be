import { useMemo, useState } from 'preact/hooks';
import { CheatSheet } from '../key/cheat-sheet.tsx';
import { useKeys } from '../key/use-keys.ts';
import { Announcer } from '../part/announce.tsx';
import { Trouble } from '../part/trouble.tsx';
import { useSession } from '../read/session.tsx';
import { useNavigation } from '../route/navigation.tsx';
import type { Route } from '../route/route.ts';
import { ChangeScreen } from '../screen/change/change-screen.tsx';
import { ChangesScreen } from '../screen/changes/changes-screen.tsx';
import { FindingsScreen } from '../screen/findings/findings-screen.tsx';
import { InboxScreen } from '../screen/inbox/inbox-screen.tsx';
import { NowScreen } from '../screen/now/now-screen.tsx';
import { Nowhere } from '../screen/nowhere.tsx';
import { PolicyScreen } from '../screen/policy/policy-screen.tsx';
import { QueueScreen } from '../screen/queue/queue-screen.tsx';
import { SignInScreen } from '../screen/sign-in-screen.tsx';
import { later } from './later.tsx';
import { Masthead, PLACES } from './masthead.tsx';

const CommandLineScreen = later(
  async () => (await import('../screen/command-line/command-line-screen.tsx')).CommandLineScreen,
);
const ExposureScreen = later(async () => (await import('../screen/exposure/exposure-screen.tsx')).ExposureScreen);
const IncidentsScreen = later(async () => (await import('../screen/incidents/incidents-screen.tsx')).IncidentsScreen);
const WeeklyScreen = later(async () => (await import('../screen/weekly/weekly-screen.tsx')).WeeklyScreen);
const RolloutsScreen = later(async () => (await import('../screen/rollouts/rollouts-screen.tsx')).RolloutsScreen);

/** Everything around a screen: skip link, navigation, main part, announcements, keys. */
export function Shell() {
  const { me, failure, renew } = useSession();
  const { route, go } = useNavigation();
  const [isCheatSheet, setIsCheatSheet] = useState(false);
  const isIn = me !== null && me.viewer.account !== null;
  useKeys(
    'Everywhere',
    useMemo(
      () => [
        ...PLACES.map(({ key, word, to }) => ({ key: `g ${key}`, label: `go to ${word}`, run: () => go(to) })),
        { key: '?', label: 'show these keys', run: () => setIsCheatSheet(true) },
      ],
      [go],
    ),
  );
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Masthead isIn={isIn} showKeys={() => setIsCheatSheet(true)} />
      <main id="main" tabIndex={-1}>
        {me === null ? (
          failure === null ? (
            <p class="reading">Reading…</p>
          ) : (
            <Trouble failure={failure} again={() => void renew()} />
          )
        ) : isIn ? (
          <ScreenOf route={route} />
        ) : (
          <SignInScreen />
        )}
      </main>
      <Announcer />
      {isCheatSheet ? <CheatSheet close={() => setIsCheatSheet(false)} /> : null}
    </>
  );
}

function ScreenOf({ route }: { readonly route: Route }) {
  switch (route.name) {
    case 'now':
      return <NowScreen />;
    case 'inbox':
      return <InboxScreen at={route.at} />;
    case 'changes':
      return <ChangesScreen filter={route.filter} />;
    case 'change':
      return <ChangeScreen key={route.id} id={route.id} />;
    case 'exposure':
      return <ExposureScreen at={route.at} />;
    case 'queue':
      return <QueueScreen id={route.id} at={route.at} />;
    case 'rollouts':
      return <RolloutsScreen at={route.at} />;
    case 'incidents':
      return <IncidentsScreen at={route.at} />;
    case 'weekly':
      return <WeeklyScreen at={route.at} />;
    case 'policy':
      return <PolicyScreen />;
    case 'findings':
      return <FindingsScreen key={route.at} at={route.at} />;
    case 'command-line':
      return <CommandLineScreen />;
    case 'sign-in':
      return <SignInScreen />;
    case 'nowhere':
      return <Nowhere />;
  }
}
