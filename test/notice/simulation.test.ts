import { describe, expect, it } from 'vitest';
import { dyingStore, EVENT, noticeTest, seeded, type Weather } from './simulation.ts';

const PEOPLE = ['ada', 'bo'];
const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);
const STEPS = 100;

/** Runs one random history of events, failures and killed nodes; what it gives back is empty when all is well. */
async function run(seed: number, lie = false): Promise<readonly string[]> {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  let isCalm = false;
  const downUntil = new Map<string, number>();
  const weather = (to: string): Weather => {
    if (isCalm) return 'fine';
    if ((downUntil.get(to) ?? 0) > test.now()) return 'down';
    return random() < 0.7 ? 'fine' : pick(['down', 'answer-lost']);
  };
  const test = noticeTest({ weather });
  const expected = { events: 0, lines: new Map<string, number>(), tickets: new Map<string, string[]>() };
  const expectLine = (to: string): void => {
    expected.lines.set(to, (expected.lines.get(to) ?? 0) + 1);
  };
  const startNode = () => {
    const death = { calls: Number.POSITIVE_INFINITY, isDone: () => random() < 0.5 };
    return { death, notifier: test.start({ store: dyingStore(test.store, death) }) };
  };
  // The first pass of a node fixes where new receivers begin.
  const nodes = [startNode(), startNode()];
  await nodes[0]?.notifier.pass();
  await nodes[0]?.notifier.idle();
  if (lie) {
    const taken = { outcome: { kind: 'answered', status: 200, retryAfterS: null }, reason: 'a lie' } as const;
    for (const way of test.ways.channels) Object.assign(way, { send: async () => taken });
  }
  for (let step = 0; step < STEPS; step += 1) {
    const id = `local:shop#${step}`;
    const choice = random();
    if (choice < 0.3) {
      const person = pick(PEOPLE);
      await test.append(EVENT.submitted(id), EVENT.asked(id, person));
      expected.events += 2;
      expectLine(person);
    } else if (choice < 0.4) {
      const skipped = random() < 0.5 ? PEOPLE : [pick(PEOPLE)];
      await test.append(EVENT.submitted(id), EVENT.overridden(id, { ticket: `T-${step}`, skipped }));
      expected.events += 2;
      for (const to of [...skipped, 'channel']) expectLine(to);
    } else if (choice < 0.45) {
      await test.append(EVENT.submitted(id), EVENT.landed(id));
      expected.events += 2;
      expectLine('channel');
    } else if (choice < 0.5) {
      downUntil.set(pick([...PEOPLE, 'channel', 'webhook']), test.now() + random() * 3_600_000);
    } else if (choice < 0.6) {
      const at = Math.floor(random() * nodes.length);
      const node = nodes[at];
      if (node !== undefined) {
        node.death.calls = Math.floor(random() * 40);
        await node.notifier.pass().catch(() => {});
        await node.notifier.idle();
        node.death.calls = 0;
        nodes[at] = startNode();
      }
    } else if (choice < 0.8) {
      test.move(Math.floor(random() * 120_000));
    } else {
      await Promise.all(nodes.map(({ notifier }) => notifier.pass()));
      await Promise.all(nodes.map(({ notifier }) => notifier.idle()));
    }
  }
  isCalm = true;
  const last = test.start();
  for (let hour = 0; hour < 12; hour += 1) {
    test.move(3_600_000);
    await test.settle(last, 4);
  }
  return [...programFlaws(test, expected.events), ...peopleFlaws(test, expected.lines)];
}

function programFlaws({ delivered }: ReturnType<typeof noticeTest>, events: number): readonly string[] {
  const got = delivered.filter(({ to }) => to === 'webhook');
  const positions = got.map(({ body }) => Number(JSON.parse(body ?? '{}').data.position));
  const first = positions.filter((position, index) => positions.indexOf(position) === index);
  const flaws: string[] = [];
  if (first.length !== events) flaws.push(`a program got ${first.length} of ${events} events`);
  if (first.some((position, index) => index > 0 && position <= (first[index - 1] ?? 0))) flaws.push('out of order');
  const ids = new Map(got.map(({ id, body }) => [id, body]));
  if (ids.size !== events || got.some(({ id, body }) => ids.get(id) !== body)) flaws.push('an id of two events');
  return flaws;
}

function peopleFlaws(
  { delivered }: ReturnType<typeof noticeTest>,
  lines: ReadonlyMap<string, number>,
): readonly string[] {
  return [...lines].flatMap(([to, expected]) => {
    const got = delivered.filter((each) => each.to === to && !each.id.includes('-digest-'));
    const byId = new Map(got.map((each) => [each.id, each]));
    const told = [...byId.values()].reduce(
      (sum, { message }) => sum + (message?.lines.length ?? 0) + (message?.more ?? 0),
      0,
    );
    const order = got.map(({ id }) => Number(id.split('-').at(-1)));
    const flaws = told === expected ? [] : [`${to} was told ${told} of ${expected}`];
    return order.some((position, index) => position < (order[index - 1] ?? 0))
      ? [...flaws, `${to}: out of order`]
      : flaws;
  });
}

describe('telling others, while answers are lost, receivers are down and nodes are killed', () => {
  it.each(SEEDS)('loses nothing and keeps the order (seed %i)', async (seed) => {
    expect(await run(seed)).toEqual([]);
  });

  it('would notice a message that was taken for told and was not', async () => {
    const flaws = await Promise.all(SEEDS.slice(0, 3).map((seed) => run(seed, true)));
    expect(flaws.every((found) => found.some((flaw) => flaw.includes('was told')))).toBe(true);
  });
});
