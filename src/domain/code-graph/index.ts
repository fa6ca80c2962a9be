export type {
  FileScan,
  Language,
  LanguageSupport,
  Reference,
  ReferenceForm,
  ResolvedReference,
  Resolver,
  SourceTree,
  Target,
} from './model.ts';
export { LANGUAGES } from './model.ts';
