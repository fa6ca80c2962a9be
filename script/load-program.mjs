// Loads a bundled program by what V8 kept of compiling it: reading that takes half the time of compiling anew.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';

const PARAMETERS = 'exports, require, module, __filename, __dirname';
const MARK = /\/\/ code ([0-9a-f]{64})\n$/;

/** The last line of a program: V8 would take compiled code for any source of the same length, so each source names its own. */
export function markOf(digest) {
  return `// code ${digest}\n`;
}

/** Where the compiled code of a program lies; `null` = it names none. */
export function codeFileOf(file, source) {
  const [, digest = null] = MARK.exec(source.slice(-100)) ?? [];
  return digest === null ? null : `${file}.${digest.slice(0, 16)}.code`;
}

/** Runs a CommonJS program of ASCII in this context. Compiled code that is missing, or of another Node, is done without. */
export function loadProgram(file) {
  const source = readFileSync(file, 'latin1');
  const script = new Script(`(function (${PARAMETERS}) {${source}})`, {
    filename: file,
    cachedData: readIfThere(codeFileOf(file, source)),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return { script, source, exports: module.exports };
}

function readIfThere(path) {
  try {
    return path === null ? undefined : readFileSync(path);
  } catch {
    return undefined;
  }
}
