import type { LanguageSupport } from '../model.ts';
import { isProjectManifest } from './project-file.ts';
import { CSHARP_EXTENSIONS, csharpResolver } from './resolver.ts';
import { scanCSharp } from './scan.ts';

/** C#: namespaces spread over many files; projects say who sees whom. */
export const csharpSupport: LanguageSupport = {
  language: 'csharp',
  extensions: CSHARP_EXTENSIONS,
  isManifest: isProjectManifest,
  scan: scanCSharp,
  resolver: csharpResolver,
};
