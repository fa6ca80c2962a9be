export { argoDoor } from './door.ts';
