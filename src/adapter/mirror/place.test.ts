import { describe, expect, it } from 'vitest';
import { folderOf } from './place.ts';

describe('folder of a copy', () => {
  it('is one for names that differ only by case', () => {
    expect(folderOf('/data', ['github', 'Shop', 'Cart.js'])).toBe('/data/github/shop/cart.js.git');
    expect(folderOf('/data', ['github', 'shop', 'cart.js'])).toBe('/data/github/shop/cart.js.git');
  });

  it('never lies elsewhere, nor inside another copy', () => {
    for (const part of ['..', '.', '', 'a/b', 'a\\b', 'a\0', 'shop.git', '-x y', 'é', 'x'.repeat(101)]) {
      const make = () => folderOf('/data', ['github', part, 'name']);
      expect([part, make]).toEqual([part, expect.any(Function)]);
      expect(make).toThrow(expect.objectContaining({ code: 'bad-repository-name' }));
    }
    expect(() => folderOf('/data', [])).toThrow();
  });
});
