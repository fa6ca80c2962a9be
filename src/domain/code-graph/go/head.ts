import { MARK, type Masked } from '../mask.ts';

/** One import of a Go file. */
export interface GoImport {
  /** The name before the path: `yaml`, `.`, `_`; empty where none is written. */
  readonly alias: string;
  /** As written between the quotes. */
  readonly path: string;
}

/** What a Go file says before its first declaration. */
export interface GoHead {
  /** The name of the package clause; empty where there is none. */
  readonly packageName: string;
  readonly imports: readonly GoImport[];
  /** Where the declarations start in the masked text. */
  readonly end: number;
}

/** Reads the package clause and the import declarations, which must stand first (Go specification, "Source file organization"). */
export function readHead(masked: Masked): GoHead {
  const { code, strings } = masked;
  const clause = /^[ \t\ufeff]*package[ \t]+([\p{L}_][\p{L}\p{N}_]*)/mu.exec(code);
  if (clause === null) return { packageName: '', imports: [], end: 0 };
  const imports: GoImport[] = [];
  let end = clause.index + clause[0].length;
  for (;;) {
    const next = matchAt(IMPORT, code, end);
    if (next === null) break;
    end = next.end;
    if (next.match[1] === '(') end = readGroup(masked, { from: end, into: imports });
    else {
      const spec = matchAt(SPEC, code, end);
      if (spec === null) break;
      imports.push({ alias: spec.match[1] ?? '', path: strings[Number(spec.match[2])] ?? '' });
      end = spec.end;
    }
  }
  return { packageName: clause[1] ?? '', imports, end };
}

const IMPORT = /[\s;]*import\b[ \t]*(\(?)/y;
const SPEC = new RegExp(`[\\s;]*([\\p{L}_][\\p{L}\\p{N}_]*|\\.)?[ \\t]*${MARK}(\\d+)${MARK}`, 'uy');
const GROUP_END = /[\s;]*\)/y;

function readGroup({ code, strings }: Masked, given: { from: number; into: GoImport[] }): number {
  let end = given.from;
  for (;;) {
    const spec = matchAt(SPEC, code, end);
    if (spec === null) return matchAt(GROUP_END, code, end)?.end ?? end;
    given.into.push({ alias: spec.match[1] ?? '', path: strings[Number(spec.match[2])] ?? '' });
    end = spec.end;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): { match: RegExpExecArray; end: number } | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? null : { match, end: pattern.lastIndex };
}
