export { flaggerDoor } from './door.ts';
