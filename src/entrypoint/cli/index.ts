export type { DemoStage, DemoWish, OpenDemo } from './demo/stage.ts';
export { presentVerdict } from './format/forge-verdict.ts';
export type { Io } from './io.ts';
export { runCli, type Serve } from './run.ts';
export { terminalIo } from './terminal.ts';
