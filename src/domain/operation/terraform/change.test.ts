import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { fateOf } from './action.ts';
import type { PlanValue, ResourceChange } from './model.ts';
import { planReader } from './plan.ts';
import { readTerraformSource } from './source.ts';

const path = 'plan.json' as FilePath;
const NAMES = [
  'deletion_protection',
  'cidr_blocks',
  'policy',
  'password',
  'ingress',
  'acl',
  'desired_count',
  'member',
  'tags',
  'name',
];
const SECRET = 'hunter2-hunter2';

const value: fc.Arbitrary<PlanValue> = fc.letrec<{ value: PlanValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<PlanValue>(null, true, false, 0, 3, '0.0.0.0/0', 'public-read', '{"Statement":{"Action":"*"}}'),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

function changeOf(more: Partial<ResourceChange>): ResourceChange {
  return {
    address: 'aws_security_group.web',
    previousAddress: null,
    mode: 'managed',
    type: 'aws_security_group',
    deposed: false,
    actions: ['update'],
    actionReason: null,
    replacePaths: [],
    importing: false,
    before: null,
    after: null,
    afterUnknown: null,
    beforeSensitive: null,
    afterSensitive: null,
    ...more,
  };
}

function readOne(change: ResourceChange) {
  const reader = planReader(path);
  reader.add({ kind: 'version', version: '1.2' });
  reader.add({ kind: 'change', section: 'change', change });
  return reader.finish();
}

describe('a planned change', () => {
  it('destroys wherever delete stands among its actions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('create', 'update', 'read', 'no-op', 'forget', 'new-word'), { maxLength: 4 }),
        fc.nat(4),
        (others, at) => {
          const actions = [...others.slice(0, at), 'delete', ...others.slice(at)];
          expect(['destroy', 'replace', 'replace-after-create']).toContain(fateOf(actions));
        },
      ),
    );
  });

  it('never shows a text of an attribute, masked or not, nor a name below a mask', () => {
    fc.assert(
      fc.property(
        value,
        value,
        fc.constantFrom(...NAMES),
        fc.constantFrom<PlanValue>(true, null),
        (before, after, name, mask) => {
          const plant = (side: PlanValue): PlanValue => ({
            ...(typeof side === 'object' && !Array.isArray(side) ? side : {}),
            [name]: { [SECRET]: SECRET, x: [SECRET, { y: SECRET }] },
          });
          const masks = { [name]: mask };
          const reading = readOne(
            changeOf({
              actions: ['delete', 'create'],
              before: plant(before),
              after: plant(after),
              beforeSensitive: masks,
              afterSensitive: masks,
              replacePaths: mask === true ? [[name, SECRET]] : [[name]],
            }),
          );
          expect(JSON.stringify(reading)).not.toContain(SECRET);
        },
      ),
    );
  });

  it('would show an unmasked name of a path, so the law above can fail', () => {
    const reading = readOne(
      changeOf({ actions: ['delete', 'create'], before: { a: { [SECRET]: 1 } }, replacePaths: [['a', SECRET]] }),
    );
    expect(JSON.stringify(reading)).toContain(SECRET);
  });

  it('takes no object for a number of copies, however little of an object it is', () => {
    const before: PlanValue = { desired_count: Object.create(null) };
    expect(readOne(changeOf({ before, after: { desired_count: 0 } })).operations).toEqual([]);
    const counted = readOne(changeOf({ before: { desired_count: '3' }, after: { desired_count: 0 } }));
    expect(counted.operations.map(({ rule }) => rule)).toEqual(['terraform/scale-to-zero']);
  });

  it('is read in bounded time however wide and deep it is', () => {
    let deep: PlanValue = 1;
    for (let at = 0; at < 5000; at += 1) deep = { ingress: [deep] };
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]));
    expect(readOne(changeOf({ before: { deep, ...wide }, after: { deep, ...wide } })).operations).toEqual([]);
  });
});

describe('a plan', () => {
  it('that changes more than a person can read is cut, and says so', () => {
    const reader = planReader(path);
    reader.add({ kind: 'version', version: '1.2' });
    for (let at = 0; at < 6000; at += 1) {
      reader.add({
        kind: 'change',
        section: 'change',
        change: changeOf({ address: `aws_sqs_queue.q[${at}]`, type: 'aws_sqs_queue', actions: ['delete'] }),
      });
    }
    const { operations, unread } = reader.finish();
    expect(operations).toHaveLength(5000);
    expect(unread).toMatchObject([{ code: 'too-many' }]);
  });

  it.each(['2.0', '10.1', '1', '', 'x', '-1.0', '01e9.0'])(
    'of version %j is refused with all that stands in it',
    (version) => {
      const reader = planReader(path);
      expect(reader.add({ kind: 'version', version })).toBe(false);
      expect(reader.finish()).toMatchObject({ operations: [], unread: [{ code: 'unknown-version' }] });
    },
  );
});

describe('the source of a resource', () => {
  const guarded = 'resource "aws_db_instance" "main" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n';

  it('that loses prevent_destroy is told, which no plan shows', () => {
    const after = guarded.replace('true', 'false');
    const reading = readTerraformSource({ path: 'main.tf' as FilePath, before: guarded, after });
    expect(reading?.operations).toMatchObject([
      { rule: 'terraform/remove-prevent-destroy', place: { object: 'aws_db_instance.main', line: 1 } },
    ]);
  });

  it('that keeps it, or goes as a whole, is left to the plan', () => {
    expect(
      readTerraformSource({ path: 'main.tf' as FilePath, before: guarded, after: `# note\n${guarded}` })?.operations,
    ).toEqual([]);
    expect(readTerraformSource({ path: 'main.tf' as FilePath, before: guarded, after: '' })?.operations).toEqual([]);
    expect(readTerraformSource({ path: 'main.py' as FilePath, before: guarded, after: '' })).toBeNull();
  });
});
