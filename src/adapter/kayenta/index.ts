export { kayentaDoor } from './door.ts';
