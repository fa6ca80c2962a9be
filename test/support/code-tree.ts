import type { FilePath } from '../../src/domain/change/index.ts';
import type { LanguageSupport } from '../../src/domain/code-graph/index.ts';
import { makeSourceTree } from '../../src/domain/code-graph/source-tree.ts';

/** For tests: where a file of a small tree leads, each as `kind name`, sorted. */
export function targetsIn(given: {
  readonly support: LanguageSupport;
  /** Other languages whose files lie in the tree. */
  readonly others?: readonly LanguageSupport[];
  readonly files: Readonly<Record<string, string>>;
  readonly from: string;
}): readonly string[] {
  const { support, others = [], files, from } = given;
  const texts = Object.entries(files).map(([path, text]) => [path as FilePath, text] as const);
  const scans = texts.flatMap(([path, text]) => {
    const language = [support, ...others].find(({ extensions }) => extensions.some((each) => path.endsWith(each)));
    return language === undefined ? [] : [[path, language.scan(text)] as const];
  });
  const tree = makeSourceTree({
    paths: texts.map(([path]) => path),
    manifests: new Map(texts.filter(([path]) => support.isManifest(path))),
    scans: new Map(scans),
  });
  const scan = tree.scan(from as FilePath);
  if (scan === null) throw new Error(`${from} is not in the tree`);
  const targets = support
    .resolver(tree)(from as FilePath, scan)
    .map(({ target }) => target);
  return targets
    .map((target) =>
      target.kind === 'file'
        ? `file ${target.path}`
        : target.kind === 'unresolved'
          ? `unresolved ${target.text}`
          : `${target.kind} ${target.name}`,
    )
    .sort();
}
