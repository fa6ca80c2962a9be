import type { LanguageSupport } from '../model.ts';
import { isBuildFile } from './include-root.ts';
import { cResolver } from './resolver.ts';
import { scanC } from './scan.ts';

/** C, C++ and Objective-C: files include files, and builds say where headers lie. */
export const cSupport: LanguageSupport = {
  language: 'c',
  extensions: [
    '.c',
    '.h',
    '.cc',
    '.cpp',
    '.cxx',
    '.c++',
    '.hh',
    '.hpp',
    '.hxx',
    '.h++',
    '.inl',
    '.ipp',
    '.tpp',
    '.tcc',
    '.m',
    '.mm',
    '.cu',
    '.cuh',
  ],
  isManifest: isBuildFile,
  scan: scanC,
  resolver: cResolver,
};
