export type { Io } from './io.ts';
export { runCli } from './run.ts';
export { terminalIo } from './terminal.ts';
