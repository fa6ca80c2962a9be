import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import { commandReview } from './index.ts';

const HEAD = 'abcdef0123456789abcdef0123456789abcdef01' as CommitId;
const said = (text: string, isEdited = false) =>
  commandReview({ id: '1', by: { handle: 'bob', isBot: false }, text, at: instant(1), isEdited }, HEAD);

describe('commandReview', () => {
  it('approves the commit that it names', () => {
    expect(said('/firebreak sign abcdef0')).toMatchObject({ state: 'approved', commit: HEAD, id: 'comment:1' });
    expect(said(`/firebreak sign ${HEAD}\r\nlooks right`)).toMatchObject({ state: 'approved', commit: HEAD });
  });

  it('approves nothing newer than what it names', () => {
    expect(said('/firebreak sign 1234567')).toMatchObject({ state: 'approved', commit: '1234567' });
  });

  it('sends back with a reason', () => {
    expect(said('/firebreak return no test')).toMatchObject({ state: 'changes-requested' });
  });

  it('says whether it was edited', () => {
    expect(said('/firebreak sign abcdef0', true)).toMatchObject({ isEdited: true });
  });

  it.each([
    'please /firebreak sign abcdef0',
    '> /firebreak sign abcdef0',
    '/firebreak sign',
    '/firebreak sign abc',
    '/firebreak sign abcdef0 and more',
    '/firebreak return',
    'hello\n/firebreak sign abcdef0',
    '',
  ])('takes %j for talk', (text) => {
    expect(said(text)).toBeNull();
  });
});
