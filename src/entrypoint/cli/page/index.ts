export { blastPage } from './blast-page.ts';
export { replayPage } from './replay-page.ts';
