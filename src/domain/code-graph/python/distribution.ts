import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';

/** Distributions whose modules go by another name, of those most downloaded (https://hugovk.github.io/top-pypi-packages). */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  attr: ['attrs'],
  bs4: ['beautifulsoup4'],
  crypto: ['pycryptodome', 'pycrypto'],
  cv2: ['opencv-python', 'opencv-python-headless', 'opencv-contrib-python'],
  dateutil: ['python-dateutil'],
  decouple: ['python-decouple'],
  dns: ['dnspython'],
  docx: ['python-docx'],
  dotenv: ['python-dotenv'],
  fitz: ['pymupdf'],
  git: ['gitpython'],
  googleapiclient: ['google-api-python-client'],
  jose: ['python-jose'],
  jwt: ['pyjwt'],
  ldap: ['python-ldap'],
  magic: ['python-magic'],
  markdown: ['markdown'],
  multipart: ['python-multipart'],
  mysqldb: ['mysqlclient'],
  openssl: ['pyopenssl'],
  pil: ['pillow', 'pillow-simd'],
  'pkg-resources': ['setuptools'],
  psycopg2: ['psycopg2-binary', 'psycopg2'],
  pyqt6: ['pyqt6'],
  'rest-framework': ['djangorestframework'],
  serial: ['pyserial'],
  skimage: ['scikit-image'],
  sklearn: ['scikit-learn'],
  slugify: ['python-slugify'],
  socks: ['pysocks'],
  telegram: ['python-telegram-bot'],
  usb: ['pyusb'],
  websocket: ['websocket-client'],
  yaml: ['pyyaml'],
  zmq: ['pyzmq'],
};

/** What `import google.cloud.storage` may go by: as many parts as are looked at. */
const PARTS = 4;

/** Leads the modules of others to the distributions that the manifests of a tree declare. */
export class Distributions {
  readonly #declared = new Set<string>();

  constructor(tree: SourceTree) {
    for (const path of tree.paths) {
      if (!isRequirementFile(path)) continue;
      for (const name of declaredIn(path, tree.manifest(path) ?? '')) this.#declared.add(name);
    }
  }

  /** The distribution's normalised name (PEP 503); the top-level module's where no manifest declares one that fits. */
  of(module: string): string {
    const parts = module.split('.').slice(0, PARTS);
    for (let length = parts.length; length > 0; length -= 1) {
      const name = normalized(parts.slice(0, length).join('-'));
      if (this.#declared.has(name)) return name;
    }
    const top = normalized(parts[0] ?? '');
    const others = Object.hasOwn(OTHER_NAMES, top) ? (OTHER_NAMES[top] ?? []) : [];
    const usual = [`python-${top}`, `${top}-python`, `py${top}`, `${top}-py`, top.replace(/-/g, '')];
    return [...others, ...usual].find((name) => this.#declared.has(name)) ?? others[0] ?? top;
  }
}

/** PEP 503: lower-case, runs of `-`, `_`, `.` are one `-`. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Files that declare what a project depends on. */
export function isRequirementFile(path: FilePath): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    name === 'pyproject.toml' ||
    name === 'setup.py' ||
    name === 'setup.cfg' ||
    name === 'Pipfile' ||
    /^requirements[\w.-]{0,60}\.(?:txt|in)$/.test(name) ||
    /(?:^|\/)requirements\/[^/]{1,99}\.(?:txt|in)$/.test(path)
  );
}

/** Every name that could be a requirement: too many do no harm, since only names that are imported are asked for. */
function declaredIn(path: string, text: string): readonly string[] {
  const names: string[] = [];
  const quoted = /\.(?:toml|py)$/.test(path);
  for (const line of text.split('\n')) {
    // `requests>=2`, `requests = "^2"`.
    const first = /^\s{0,40}([A-Za-z0-9][\w.-]{0,99})/.exec(line)?.[1];
    if (first !== undefined) names.push(normalized(first));
    if (!quoted) continue;
    for (const match of line.matchAll(/["']([A-Za-z0-9][\w.-]{0,99})/g)) names.push(normalized(match[1] ?? ''));
  }
  return names;
}
