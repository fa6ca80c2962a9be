import { javascriptSupport } from './javascript/support.ts';
import type { LanguageSupport } from './model.ts';
import { pythonSupport } from './python/support.ts';

/** Every language that is read. An extension belongs to one of them. */
export const LANGUAGE_SUPPORTS: readonly LanguageSupport[] = [javascriptSupport, pythonSupport];
