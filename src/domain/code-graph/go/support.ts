import type { LanguageSupport } from '../model.ts';
import { goResolver } from './resolver.ts';
import { scanGo } from './scan.ts';

/** Go: packages are folders, modules have a `go.mod`. */
export const goSupport: LanguageSupport = {
  language: 'go',
  extensions: ['.go'],
  isManifest: (path) => /(?:^|\/)go\.(?:mod|work)$/.test(path),
  scan: scanGo,
  resolver: goResolver,
};
