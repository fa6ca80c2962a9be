import { makeRepository, type TestRepository } from '../support/git-repository.ts';

/** Rules that hold a jump on a flow of tier 0, users that are moved, and definitions that are wrong. */
export const FLAG_CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout] }
  rest: { tier: 2, paths: ["**"] }
flows:
  payment: { tier: 0, services: [checkout] }
people: { senior: ["bob@example.org @bob"], mid: ["ann@example.org @ann"] }
flags: { definitions: flags/shop.flagd.json }
policy:
  use: []
  mode: enforce
  rules:
    - { id: flag-jump, when: flag.exposure_jump > 50.0 && flag.tier == 0, require: { signoffs: [{ count: 1, level: senior }] }, because: Everybody would see it at once. }
    - { id: flag-moves, when: flag.moves_users, hold: true, because: Users would lose what they have. }
    - { id: flag-wrong, when: flag.problems > 0, block: true, because: Nobody could be served. }
`;

const SWITCH = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
const AT = { flow: 'payment' };

/** Definitions with a payment flag given to a share of users. */
export function definitions(share: number, more: object = {}): string {
  const targeting = {
    fractional: [
      ['on', share],
      ['off', 100 - share],
    ],
  };
  const flags = {
    'new-checkout': { ...SWITCH, targeting, metadata: AT, ...more },
    banner: { state: 'ENABLED', variants: { red: '#f00', blue: '#00f' }, defaultVariant: 'red' },
    limits: { state: 'ENABLED', variants: { low: { max: 5 }, high: { max: 50 } }, defaultVariant: 'low' },
    tries: { state: 'ENABLED', variants: { few: 3, many: 9 }, defaultVariant: 'few' },
    old: { ...SWITCH, state: 'DISABLED' },
  };
  return JSON.stringify({ $schema: 'https://flagd.dev/schema/v0/flags.json', flags }, null, 2);
}

export const DEFINITIONS = 'flags/shop.flagd.json';

/** A repository that gives the flag to 5 %, and branches that change that. */
export function makeFlagShop(): TestRepository {
  const repository = makeRepository();
  const change = (id: string, message: string, text: string) =>
    ({ id, parents: ['root'], message, files: { [DEFINITIONS]: text } }) as const;
  const middle = {
    fractional: [
      ['off', 40],
      ['on', 5],
      ['off', 55],
    ],
  };
  repository.import(
    [
      {
        id: 'root',
        message: 'Start',
        files: {
          'firebreak.yaml': FLAG_CONFIGURATION,
          [DEFINITIONS]: definitions(5),
          'src/checkout/pay.ts': "if (client.getBooleanValue('new-checkout', false)) pay();\n",
        },
      },
      change('grow', 'Give it to a quarter', definitions(25)),
      change('all', 'Give it to all', definitions(100)),
      change('off', 'Switch it off', definitions(5, { state: 'DISABLED' })),
      change('shift', 'Give it to others', definitions(5, { targeting: middle })),
      change('broken', 'Break it', definitions(5, { defaultVariant: 'onn' })),
      { id: 'code', parents: ['root'], message: 'Pay faster', files: { 'src/checkout/pay.ts': 'pay();\n' } },
    ],
    {
      branches: { main: 'root', grow: 'grow', all: 'all', off: 'off', shift: 'shift', broken: 'broken', code: 'code' },
    },
  );
  return repository;
}
