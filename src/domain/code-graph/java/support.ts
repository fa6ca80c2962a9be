import { isJvmManifest } from '../jvm/coordinate.ts';
import { jvmResolver } from '../jvm/resolver.ts';
import type { LanguageSupport } from '../model.ts';
import { scanJava } from './scan.ts';

/** Java: names are declared by packages; a file's own package needs no import. */
export const javaSupport: LanguageSupport = {
  language: 'java',
  extensions: ['.java'],
  isManifest: isJvmManifest,
  scan: scanJava,
  resolver: jvmResolver,
};
