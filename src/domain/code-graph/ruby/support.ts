import type { LanguageSupport } from '../model.ts';
import { isGemFile } from './gem.ts';
import { rubyResolver } from './resolver.ts';
import { scanRuby } from './scan.ts';

/** Ruby: required files, gems of the repository, and constants as autoloading finds them. */
export const rubySupport: LanguageSupport = {
  language: 'ruby',
  extensions: ['.rb', '.rake', '.ru', '.gemspec', '.jbuilder', '.thor'],
  isManifest: isGemFile,
  scan: scanRuby,
  resolver: rubyResolver,
};
