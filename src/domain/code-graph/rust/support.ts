import type { LanguageSupport } from '../model.ts';
import { rustResolver } from './resolver.ts';
import { scanRust } from './scan.ts';

/** Rust: crates of a Cargo workspace, modules in files, paths through re-exports. */
export const rustSupport: LanguageSupport = {
  language: 'rust',
  extensions: ['.rs'],
  isManifest: (path) => path === 'Cargo.toml' || path.endsWith('/Cargo.toml'),
  scan: scanRust,
  resolver: rustResolver,
};
