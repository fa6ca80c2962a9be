// Puts the policy packs of examples/policies into the program as one JSON file, so that they are found wherever it runs.
// A test compares the two; run this after a pack was edited.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'examples/policies');
const target = join(root, 'src/adapter/configuration/built-in-pack.json');

/** The JSON file as it must be. */
export function builtInPacks() {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
  const texts = names.sort().map((name) => [name.slice(0, -'.yaml'.length), readFileSync(join(folder, name), 'utf8')]);
  return `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(target, builtInPacks());
}
