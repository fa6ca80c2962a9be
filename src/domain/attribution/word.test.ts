import { describe, expect, it } from 'vitest';
import { serviceNames, serviceWords } from './service-name.ts';
import { templateOf, wordsOf } from './word.ts';

describe('wordsOf', () => {
  it('finds the same words however an identifier is written', () => {
    for (const text of ['orderParcels', 'order_parcels', 'OrderParcels', 'ORDER_PARCELS']) {
      expect(wordsOf(text)).toEqual(['order', 'parcel', 'orderparcels']);
    }
  });

  it('leaves out numbers, keywords and words that every error has', () => {
    expect(wordsOf('func error failed 4711 if nil 0xffff')).toEqual([]);
  });
});

describe('templateOf', () => {
  it('makes lines of one statement alike', () => {
    expect(templateOf('order 17 took 3.5 s at deadbeef01')).toBe(templateOf('order 9214 took 12 s at 00c0ffee99'));
  });
});

describe('serviceNames', () => {
  it('knows a service by its folder, the longer name first', () => {
    const names = serviceNames(['searchservice', 'order-history', 'order']);
    expect(names.ofPath('services/search/query.go')).toBe('searchservice');
    expect(names.ofPath('apps/order-history/main.ts')).toBe('order-history');
    expect(names.ofPath('apps/order/main.ts')).toBe('order');
    expect(names.ofPath('pkg/buffer/pool.go')).toBeNull();
  });

  it('finds whole names in messages only', () => {
    const names = serviceNames(['searchservice', 'cart']);
    expect(names.inText('upstream searchservice returned 500')).toEqual(['searchservice']);
    expect(names.inText('cartography and researchservice2')).toEqual([]);
    expect(serviceWords('search-api')).toEqual(['search']);
  });
});
