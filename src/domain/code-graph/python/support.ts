import type { LanguageSupport } from '../model.ts';
import { isRequirementFile } from './distribution.ts';
import { pythonResolver } from './resolver.ts';
import { scanPython } from './scan.ts';

/** Python with its stubs and Cython sources. */
export const pythonSupport: LanguageSupport = {
  language: 'python',
  extensions: ['.py', '.pyi', '.pyx'],
  isManifest: isRequirementFile,
  scan: scanPython,
  resolver: pythonResolver,
};
