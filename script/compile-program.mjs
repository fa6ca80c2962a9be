// Runs a program once without a word and keeps what V8 compiled of it beside it: PROGRAM.
import { renameSync, writeFileSync } from 'node:fs';
import { codeFileOf, loadProgram } from './load-program.mjs';

const [file] = process.argv.slice(2);
process.argv = [process.execPath, file, '--version'];
process.stdout.write = () => true;
const { script, source, exports } = loadProgram(file);
await exports.exitCode;
const path = codeFileOf(file, source);
// Never half of it, whoever reads meanwhile.
writeFileSync(`${path}.new`, script.createCachedData());
renameSync(`${path}.new`, path);
process.exit(0);
