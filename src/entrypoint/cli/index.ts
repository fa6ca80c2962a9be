export { presentVerdict } from './format/forge-verdict.ts';
export type { Io } from './io.ts';
export { runCli, type Serve } from './run.ts';
export { terminalIo } from './terminal.ts';
