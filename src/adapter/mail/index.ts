export { mailMessenger } from './smtp.ts';
