import { isJvmManifest } from '../jvm/coordinate.ts';
import { jvmResolver } from '../jvm/resolver.ts';
import type { LanguageSupport } from '../model.ts';
import { scanKotlin } from './scan.ts';

/** Kotlin: names of types and of functions outside of any, in packages that it shares with Java. */
export const kotlinSupport: LanguageSupport = {
  language: 'kotlin',
  extensions: ['.kt', '.kts'],
  isManifest: isJvmManifest,
  scan: scanKotlin,
  resolver: jvmResolver,
};
