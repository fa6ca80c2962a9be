// What `firebreak` starts: the program lies beside it.
import { fileURLToPath } from 'node:url';
import { loadProgram } from './load-program.mjs';

const { exports } = loadProgram(fileURLToPath(import.meta.url).replace(/\.m?js$/, '.cjs'));
process.exitCode = await exports.exitCode;
