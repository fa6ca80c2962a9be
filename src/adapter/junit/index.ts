export { readTestReport } from './report-file.ts';
