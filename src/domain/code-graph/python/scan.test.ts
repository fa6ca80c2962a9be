import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { makeSourceTree } from '../source-tree.ts';
import { scanPython } from './scan.ts';
import { pythonSupport } from './support.ts';

const scanned = (text: string) => scanPython(text).references.map(({ text: name, form }) => `${form} ${name}`);

describe('scanPython', () => {
  it('reads every form of import', () => {
    const text = `import a, b.c as d, e . f
from g import h, i as j
from . import k; from .. l import (  # all
    m,  # one
    n as o,
)
from .p import *
from q import r, \\
    s
try: import t
except ImportError: from u import v
`;
    expect(
      scanned(text)
        .map((each) => each.replace('import ', ''))
        .join(' '),
    ).toBe('a b.c e.f g:h g:i .:k ..l:m ..l:n .p:* q:r q:s t u:v');
  });

  it('tells what runs later and what is for types alone', () => {
    const text = `import a
if TYPE_CHECKING:
    import b
def f(x=(
)):
    import c
    if typing.TYPE_CHECKING:
        from d import e
class G:
    import h
    async def i(self): import j
import k`;
    expect(scanned(text)).toEqual(['import a', 'type b', 'dynamic c', 'type d:e', 'import h', 'dynamic j', 'import k']);
  });

  it('sees nothing in strings, comments and brackets, and goes on behind a bracket that is never closed', () => {
    const text = `"""
import a
"""
x = 'import b' # import c
y = (yield
from z)
s = r'\\'
from_ = 1; importer = 2
z = [
def f(): pass
import last`;
    expect(scanned(text)).toEqual(['import last']);
  });

  it('reads modules that are named by a literal, and says where they are not', () => {
    expect(scanned("importlib.import_module('a.b')\n__import__('c', globals())")).toEqual(['dynamic a.b', 'dynamic c']);
    expect(scanPython("import_module('.x', package=y)").computed).toBe(true);
    expect(scanPython("import_module('x' + y)").computed).toBe(true);
    expect(scanPython("# import_module(x)\nimport_module('x')").computed).toBe(false);
  });

  it('answers for any text, in time linear in its length', () => {
    const part = fc.constantFrom(
      'import ',
      'from ',
      'import_module(',
      "'",
      '"""',
      '(',
      ')',
      '\n',
      '\\',
      'a',
      '.',
      ',',
      ' as ',
      '#',
      ':',
      ' ',
    );
    fc.assert(fc.property(fc.array(part), (parts) => scanPython(parts.join('')).references.length >= 0));
    for (const piece of [
      'import ',
      'from . ',
      '"',
      '"""\n',
      '(',
      ':',
      ';import ',
      '. ',
      'from a import (',
      '\\\n',
      'import_module(',
      '#',
      ' \n',
    ]) {
      const text = `from ${piece.repeat(300_000 / piece.length)}`;
      const start = performance.now();
      scanPython(text);
      expect([piece, performance.now() - start < 2_000]).toEqual([piece, true]);
    }
  });
});

describe('pythonResolver', () => {
  function targets(files: readonly string[], from: string, ...names: readonly string[]): readonly string[] {
    const paths = files.map((line) => line.split(' = ')[0] as FilePath);
    const manifests = new Map(
      files.map((line) => [line.split(' = ')[0] as FilePath, line.split(' = ').slice(1).join(' = ')]),
    );
    const resolve = pythonSupport.resolver(makeSourceTree({ paths, manifests, scans: new Map() }));
    const references = names.map((text) => ({ text, form: 'import' as const }));
    return resolve(from as FilePath, { references, declares: [], mentions: [], computed: false, generated: false }).map(
      ({ target }) =>
        target.kind === 'file'
          ? target.path
          : target.kind === 'unresolved'
            ? `? ${target.text}`
            : `${target.kind} ${target.name}`,
    );
  }

  it('finds packages, submodules, relative imports and namespaces', () => {
    const files = ['a/__init__.py', 'a/b.py', 'a/c/__init__.py', 'a/c/d.py', 'space/part/e.py', 'a/stub.pyi'];
    expect(
      targets(
        files,
        'a/c/d.py',
        'a.b',
        'a:b',
        'a:name',
        'a.c:*',
        '.:d',
        '..:b',
        '..b:x',
        '...:x',
        'space.part:e',
        'space.part.e',
        'a.gone',
        'a.stub',
        '....x:y',
      ),
    ).toEqual([
      'a/b.py',
      'a/b.py',
      'a/__init__.py',
      'a/c/__init__.py',
      'a/c/d.py',
      'a/b.py',
      'a/b.py',
      '? ...:x',
      'space/part/e.py',
      'space/part/e.py',
      '? a.gone',
      'a/stub.pyi',
      '? ....x:y',
    ]);
  });

  it('takes the nearest of several roots, src folders and what lies beside a script', () => {
    const files = [
      'one/pyproject.toml',
      'one/src/app/x.py',
      'two/setup.py',
      'two/app/x.py',
      'tool/run.py',
      'tool/near.py',
      'two/app/y.py',
    ];
    expect(targets(files, 'one/src/app/x.py', 'app.x')).toEqual(['one/src/app/x.py']);
    expect(targets(files, 'two/app/y.py', 'app.x', 'app:x')).toEqual(['two/app/x.py', 'two/app/x.py']);
    expect(targets(files, 'tool/run.py', 'near', 'os.path', 'far')).toEqual([
      'tool/near.py',
      'standard os',
      'external far',
    ]);
  });

  it('names distributions as the manifests do', () => {
    const files = [
      'pyproject.toml = dependencies = ["PyYAML>=6", "google-cloud_storage", "django-filter"]',
      'requirements-dev.txt = Pillow==1',
      'a.py',
    ];
    expect(
      targets(files, 'a.py', 'yaml', 'google.cloud:storage', 'PIL:Image', 'django_filter', 'numpy.linalg'),
    ).toEqual([
      'external pyyaml',
      'external google-cloud-storage',
      'external pillow',
      'external django-filter',
      'external numpy',
    ]);
  });
});
