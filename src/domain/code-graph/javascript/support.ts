import type { LanguageSupport } from '../model.ts';
import { isPathMappingFile } from './path-mapping.ts';
import { javascriptResolver, pathMappingGoverns } from './resolver.ts';
import { scanJavaScript } from './scan.ts';
import { isPackageFile, isWorkspaceFile } from './workspace.ts';

/** JavaScript and TypeScript, with JSX, Vue and Svelte components. */
export const javascriptSupport: LanguageSupport = {
  language: 'javascript',
  extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'],
  isManifest: (path) =>
    isPackageFile(path) ||
    isWorkspaceFile(path) ||
    (path.endsWith('.json') && isPathMappingFile(path.slice(path.lastIndexOf('/') + 1))),
  scan: scanJavaScript,
  resolver: javascriptResolver,
  governs: pathMappingGoverns,
};
