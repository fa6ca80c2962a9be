import { saysGenerated } from '../generated.ts';
import { MARK, type Masked, maskWith } from '../mask.ts';
import { blockComment, characterLiteral, delimiterQuoted, lineComment, quoted } from '../mask-reader.ts';
import type { FileScan } from '../model.ts';
import { ReferenceList } from '../reference-list.ts';
import { readFunctions } from './function.ts';

/**
 * What a file of C, C++ or Objective-C says by itself. `references` are includes with their quotes or brackets
 * (`"shop.h"`, `<stdio.h>`) and Objective-C modules (`@Foundation`); `declares` the functions that it defines for others;
 * `mentions` the names that it may call or hand on.
 */
export function scanC(text: string): FileScan {
  const masked = maskC(text);
  const found = new ReferenceList();
  readIncludes(masked, found);
  const { defined, used } = readFunctions(masked.code);
  return { ...found.scan({ generated: saysGenerated(text) }), declares: [...defined], mentions: [...used] };
}

const maskC = maskWith([
  lineComment('//', { continued: true }),
  blockComment('/*', '*/'),
  delimiterQuoted(),
  quoted({ open: '"' }),
  characterLiteral(),
]);

/** Spaces and joined lines, as the preprocessor sees them. */
const GAP = '(?:[ \\t]|\\\\\\r?\\n)*';
const INCLUDE = new RegExp(
  `^[ \\t\\ufeff]*(?:#|%:|\\?\\?=)${GAP}(?:include|include_next|import|embed)\\b${GAP}(?:${MARK}(\\d+)${MARK}|<([^>\\n]+)>|([A-Za-z_]\\w*))` +
    '|^[ \\t]*@import[ \\t]+([\\w.]+)[ \\t]*;',
  'gm',
);

function readIncludes(masked: Masked, found: ReferenceList): void {
  for (const [, quotedAs, bracketed, macro, module] of masked.code.matchAll(INCLUDE)) {
    if (module !== undefined) found.add(`@${module.split('.', 1)[0]}`, 'import');
    else if (bracketed !== undefined) found.add(`<${bracketed.trim()}>`, 'import');
    else if (quotedAs !== undefined) found.add(`"${masked.strings[Number(quotedAs)] ?? ''}"`, 'import');
    else if (macro !== undefined) readComputed(masked, { macro, found });
  }
}

const DEFINE = new RegExp(
  `^[ \\t]*#${GAP}define${GAP}([A-Za-z_]\\w*)(?:[ \\t]+(?:${MARK}(\\d+)${MARK}|<([^>\\n]+)>))[ \\t]*$`,
  'gm',
);

/** An include of a macro is read where the file itself defines it as a name. */
function readComputed(masked: Masked, { macro, found }: { macro: string; found: ReferenceList }): void {
  let known = false;
  for (const [, name, quotedAs, bracketed] of masked.code.matchAll(DEFINE)) {
    if (name !== macro) continue;
    known = true;
    found.add(bracketed === undefined ? `"${masked.strings[Number(quotedAs)] ?? ''}"` : `<${bracketed}>`, 'import');
  }
  if (!known) found.computed = true;
}
