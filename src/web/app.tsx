import { render } from 'preact';
import { startKeys } from './key/use-keys.ts';
import { SessionRoot } from './read/session.tsx';
import { NavigationRoot } from './route/navigation.tsx';
import { Shell } from './shell/shell.tsx';
import { startTheme } from './shell/theme.tsx';

startTheme();
startKeys();
const place = document.getElementById('app');
if (place !== null) {
  render(
    <NavigationRoot>
      <SessionRoot>
        <Shell />
      </SessionRoot>
    </NavigationRoot>,
    place,
  );
}
