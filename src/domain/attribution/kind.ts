import { classifyFile } from '../change/index.ts';
import type { AttributionReason, CandidateChange, CandidateKind } from './model.ts';

const NO_EFFECT = new Set(['test', 'documentation', 'ci', 'policy']);
/** Nobody ships an outage in a page of documentation; records of files have holes, so it is not nothing. */
const NO_EFFECT_ODDS = -3;
const LOOK_ODDS = -1.5;
const OUTSIDE_ODDS = -2.5;
const OUTSIDE =
  /(?:^|[\s/_.-])(?:staging|stage|sandbox|preview|dev|qa|local|example|examples|sample|demo|storybook)(?:[\s/_.-]|$)/i;
/** Files of tools that never run in production. */
const TOOLING =
  /(?:^|\/)(?:\.(?:golangci|eslint|prettier|stylelint|editorconfig|git|pre-commit|rubocop|flake8|pylint|husky|vscode|idea|nvmrc|devcontainer)[^/]*|codeowners|license|renovate\.json|biome\.json|makefile|justfile)$/i;
const LOOK = /\.(?:css|scss|less|svg|png|jpe?g|webp|woff2?|md|txt)$/i;

/** What the paths of a change make it, where nobody states it: the class that most of its files have. */
export function kindOfPaths(files: readonly string[]): CandidateKind {
  const classes = files.slice(0, 200).map((file) => classifyFile(file));
  if (classes.some((one) => one === 'code' || one === 'migration')) return 'code';
  if (classes.some((one) => one === 'infrastructure')) return 'infrastructure';
  return classes.some((one) => one === 'configuration') ? 'config' : 'code';
}

/** What the files of a change say of whether it can act in production at all; `null` = nothing against it. */
export function kindReason({ kind, files }: CandidateChange): AttributionReason | null {
  if (kind === 'flag' || files.length === 0) return null;
  if (files.every((file) => NO_EFFECT.has(classifyFile(file)) || TOOLING.test(file))) {
    return {
      family: 'kind',
      code: 'cannot-act',
      logOdds: NO_EFFECT_ODDS,
      text: 'only tests, documentation, tools or pipelines',
    };
  }
  if (files.every((file) => OUTSIDE.test(file))) {
    return { family: 'kind', code: 'not-production', logOdds: OUTSIDE_ODDS, text: 'only files of other environments' };
  }
  if (files.every((file) => LOOK.test(file))) {
    return { family: 'kind', code: 'looks-only', logOdds: LOOK_ODDS, text: 'only styles, pictures or texts' };
  }
  return null;
}
