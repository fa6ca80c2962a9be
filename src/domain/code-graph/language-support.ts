import { cSupport } from './c/support.ts';
import { csharpSupport } from './csharp/support.ts';
import { goSupport } from './go/support.ts';
import { javaSupport } from './java/support.ts';
import { javascriptSupport } from './javascript/support.ts';
import { kotlinSupport } from './kotlin/support.ts';
import type { LanguageSupport } from './model.ts';
import { phpSupport } from './php/support.ts';
import { pythonSupport } from './python/support.ts';
import { rubySupport } from './ruby/support.ts';
import { rustSupport } from './rust/support.ts';

/** Every language that is read. An extension belongs to one of them. */
export const LANGUAGE_SUPPORTS: readonly LanguageSupport[] = [
  javascriptSupport,
  pythonSupport,
  javaSupport,
  kotlinSupport,
  csharpSupport,
  phpSupport,
  goSupport,
  rustSupport,
  cSupport,
  rubySupport,
];
