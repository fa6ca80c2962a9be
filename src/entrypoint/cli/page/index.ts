export { blastPage } from './blast-page.ts';
export { replayPage } from './replay-page.ts';
export { weeklyPage } from './weekly-page.ts';
