import { describe, expect, it } from 'vitest';
import { toFailure } from './exit.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

describe('the failure document', () => {
  it('takes a full disk for what it is, also below another error', () => {
    for (const error of [full, new Error('outer', { cause: full })]) {
      expect(toFailure(error, false)).toMatchObject({ code: 'disk-full', kind: 'unreachable', exit: 5 });
    }
  });

  it('takes every other error that nobody expected for a defect', () => {
    for (const error of [new Error('x'), Object.assign(new Error('x'), { code: 'ENOENT' }), 'x']) {
      expect(toFailure(error, false)).toMatchObject({ code: 'defect', exit: 2 });
    }
  });
});
