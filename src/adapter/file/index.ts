export { readCallerText } from './caller-text.ts';
export { folderFiles } from './folder.ts';
