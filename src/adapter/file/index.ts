export { folderFiles } from './folder.ts';
