import { Hono } from 'hono';
import {
  delegateRequest,
  overrideRequest,
  overrideReviewRequest,
  returnRequest,
  signoffRequest,
} from '../../contract/index.ts';
import type { ActRequest, ControlPlane } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

const OUTCOMES = ['matched', 'holding', 'unjudged'] as const;

/** Routes of screens and of what people do to changes. */
export function changeRoutes(plane: ControlPlane, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';
  const acting = async (c: Web, body: ActRequest) => c.json(await plane.act(who(c), { id: id(c), body }));

  app.get('/api/v1/me', (c) => c.json(plane.me(c.get('caller'))));
  app.get('/api/v1/now', async (c) => c.json(await plane.now(who(c))));
  app.get('/api/v1/inbox', async (c) => c.json(await plane.inbox(who(c))));
  app.get('/api/v1/exposure', async (c) => c.json(await plane.exposure(who(c))));
  app.get('/api/v1/policy', async (c) => c.json(await plane.policy(who(c))));
  app.get('/api/v1/changes', async (c) => {
    const query = (name: string) => c.req.query(name) || null;
    return c.json(
      await plane.changes(who(c), {
        state: query('state') === 'all' ? 'all' : 'open',
        after: query('after'),
        verdict: query('verdict'),
        service: query('service'),
        assistance: query('assistance'),
        rule: query('rule'),
        outcome: OUTCOMES.find((each) => each === query('outcome')) ?? null,
        isReviewOwed: query('review') === 'owed',
        text: query('q'),
      }),
    );
  });
  app.get('/api/v1/changes/:id', async (c) => c.json(await plane.change(who(c), id(c))));
  app.get('/api/v1/changes/:id/blast', async (c) => c.json(await plane.blast(who(c), id(c))));

  app.post('/api/v1/changes/:id/signoff', async (c) =>
    acting(c, { ...(await parsed(c, signoffRequest, { budget })), kind: 'sign' }),
  );
  app.post('/api/v1/changes/:id/return', async (c) =>
    acting(c, { ...(await parsed(c, returnRequest, { budget })), kind: 'return' }),
  );
  app.post('/api/v1/changes/:id/delegate', async (c) =>
    acting(c, { ...(await parsed(c, delegateRequest, { budget })), kind: 'delegate' }),
  );
  app.post('/api/v1/changes/:id/override', async (c) =>
    acting(c, { ...(await parsed(c, overrideRequest, { budget })), kind: 'override' }),
  );
  app.post('/api/v1/changes/:id/recheck', async (c) => acting(c, { kind: 'recheck' }));
  app.post('/api/v1/changes/:id/overrides/:override/review', async (c) => {
    const { finding } = await parsed(c, overrideReviewRequest, { budget });
    return acting(c, { kind: 'review-override', override: c.req.param('override'), finding });
  });
  return app;
}
