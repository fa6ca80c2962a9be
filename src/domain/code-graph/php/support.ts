import type { LanguageSupport } from '../model.ts';
import { isComposerFile } from './composer.ts';
import { PHP_EXTENSIONS, phpResolver } from './resolver.ts';
import { scanPhp } from './scan.ts';

/** PHP: classes found by an autoloader, functions and pages by includes. */
export const phpSupport: LanguageSupport = {
  language: 'php',
  extensions: PHP_EXTENSIONS,
  isManifest: isComposerFile,
  scan: scanPhp,
  resolver: phpResolver,
};
