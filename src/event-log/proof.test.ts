import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, growingTree, type Hash, leafHash, nodeHash, rootHash, splitOf } from './merkle.ts';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts';
import { openTiles, subtreesOf, type Tile, tileGrower, tilePath } from './tile.ts';

const MAX = 1400;
const leaves = Array.from({ length: MAX }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const size = fc.integer({ min: 1, max: MAX });

/** The definition of RFC 6962, section 2.1, word for word: the oracle. */
function treeHash(of: readonly Hash[]): Hash {
  const [only] = of;
  if (only === undefined) return EMPTY_ROOT;
  if (of.length === 1) return only;
  const k = splitOf(of.length);
  return nodeHash(treeHash(of.slice(0, k)), treeHash(of.slice(k)));
}

/** All tiles of the tree of the first `n` leaves. */
function tilesOf(n: number): Map<string, Uint8Array> {
  const grower = tileGrower(0, []);
  const tiles: Tile[] = leaves.slice(0, n).flatMap((leaf) => grower.add(leaf));
  return new Map([...tiles, ...grower.open()].map(({ level, number, hashes }) => [`${level}/${number}`, hashes]));
}

const all = tilesOf(MAX);
const read = subtreesOf(async ({ level, number }) => all.get(`${level}/${number}`) ?? null);

describe('the Merkle tree', () => {
  it('has the roots of the published test vectors of RFC 6962', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const tree = growingTree();
    const roots = entries.map((hex) => {
      tree.add(leafHash(Buffer.from(hex, 'hex')));
      return Buffer.from(tree.root()).toString('hex');
    });
    expect(roots[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(roots[1]).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
    expect(roots[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
    expect(Buffer.from(EMPTY_ROOT).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('has the root of the definition, however it is computed', async () => {
    await fc.assert(
      fc.asyncProperty(size, async (n) => {
        const oracle = treeHash(leaves.slice(0, n));
        const tree = growingTree();
        for (const leaf of leaves.slice(0, n)) tree.add(leaf);
        expect(Buffer.compare(tree.root(), oracle)).toBe(0);
        expect(Buffer.compare(await rootHash(n, read), oracle)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('proves every leaf, and no other leaf, place, size, root or proof', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, pick, bit) => {
        const index = pick % n;
        const proof = await inclusionProof({ index, size: n, read });
        const claim = { leaf: leaves[index] as Hash, index, size: n, proof, root: treeHash(leaves.slice(0, n)) };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
        if (n > 1) expect(verifyInclusion({ ...claim, index: (index + 1) % n })).toBe(false);
        expect(verifyInclusion({ ...claim, index: n })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, claim.root] })).toBe(false);
        if (proof.length > 0) {
          expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
          const at = bit % proof.length;
          expect(verifyInclusion({ ...claim, proof: proof.map((h, i) => (i === at ? flipped(h, bit) : h)) })).toBe(
            false,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('proves that any size continues any smaller one, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (a, b, bit) => {
        const [m, n] = a <= b ? [a, b] : [b, a];
        const proof = await consistencyProof({ from: m, to: n, read });
        const claim = {
          from: { size: m, root: treeHash(leaves.slice(0, m)) },
          to: { size: n, root: treeHash(leaves.slice(0, n)) },
          proof,
        };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, from: { ...claim.from, root: flipped(claim.from.root, bit) } })).toBe(
          false,
        );
        expect(verifyConsistency({ ...claim, to: { ...claim.to, root: flipped(claim.to.root, bit) } })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, claim.to.root] })).toBe(false);
        if (proof.length > 0) {
          expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
          const at = bit % proof.length;
          expect(verifyConsistency({ ...claim, proof: proof.map((h, i) => (i === at ? flipped(h, bit) : h)) })).toBe(
            false,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('grows tiles from any size to the tiles of the whole', () => {
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [m, n] = a <= b ? [a, b] : [b, a];
        const before = tilesOf(m);
        const tails = openTiles(m).map(({ level, number }) => before.get(`${level}/${number}`) as Uint8Array);
        const grower = tileGrower(m, tails);
        const grown = [...leaves.slice(m, n).flatMap((leaf) => grower.add(leaf)), ...grower.open()];
        const whole = tilesOf(n);
        for (const tile of grown) expect(whole.get(`${tile.level}/${tile.number}`)).toEqual(tile.hashes);
        expect(new Set([...before.keys(), ...grown.map((t) => `${t.level}/${t.number}`)])).toEqual(
          new Set(whole.keys()),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('names and counts tiles as the published example does', () => {
    expect(openTiles(70_000)).toEqual([
      { level: 0, number: 273, width: 112 },
      { level: 1, number: 1, width: 17 },
      { level: 2, number: 0, width: 1 },
    ]);
    expect(tilePath({ level: 0, number: 273 }, 112)).toBe('tile/0/273.p/112');
    expect(tilePath({ level: 0, number: 1_234_067 }, 256)).toBe('tile/0/x001/x234/067');
  });
});

function flipped(hash: Hash, bit: number): Hash {
  const copy = Uint8Array.from(hash);
  copy[bit % copy.length] = (copy[bit % copy.length] as number) ^ (1 << (bit % 8));
  return copy;
}
