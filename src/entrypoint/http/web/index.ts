export { WEB_HEADERS, type WebAnswer, webAnswer } from './web-answer.ts';
export { type WebFile, webFiles } from './web-files.ts';
