export { loadPostgresParser, parserOf } from './postgres-parser.ts';
export { readSquawkReport } from './squawk-report.ts';
