import { isAbsolute, join } from 'node:path';

/**
 * Where results are remembered between runs: `FIREBREAK_CACHE` (`off` = nowhere, else an absolute folder), else the folder
 * `firebreak` of the user's own cache (XDG Base Directory Specification 0.8; `LOCALAPPDATA` on Windows). `null` = nowhere.
 */
export function cacheFolder(variables: Readonly<Record<string, string | undefined>>): string | null {
  const { FIREBREAK_CACHE: asked, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = variables;
  if (asked !== undefined && asked !== '') return isAbsolute(asked) ? asked : null;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'firebreak');
  if (local !== undefined && isAbsolute(local)) return join(local, 'firebreak');
  return home !== undefined && isAbsolute(home) ? join(home, '.cache', 'firebreak') : null;
}
