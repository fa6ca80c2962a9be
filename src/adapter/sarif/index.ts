export { readSarifFile } from './report-file.ts';
