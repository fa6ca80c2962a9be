import { type Masked, maskWith } from '../mask.ts';
import { blockComment, characterLiteral, lineComment, quoted, runQuoted } from '../mask-reader.ts';

/**
 * C# without comments and strings; the marks `$` and `@` before a string stay in the code. Lines of the preprocessor are
 * gone, so the code of every branch counts.
 */
export const maskCSharp: (text: string) => Masked = maskWith([
  lineComment('//'),
  blockComment('/*', '*/'),
  lineComment('#'),
  quoted({ open: '"', after: ['$@', '@$'], escaping: 'doubled', multiline: true, interpolation: '{' }),
  quoted({ open: '"', after: ['@'], escaping: 'doubled', multiline: true }),
  runQuoted('"', 3),
  quoted({ open: '"', after: ['$'], interpolation: '{', multilineCode: true }),
  quoted({ open: '"' }),
  characterLiteral(),
]);
