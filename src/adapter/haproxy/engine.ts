import type {
  EngineAct,
  EngineAnswer,
  EngineOrder,
  EnginePhase,
  EngineState,
  RolloutEngine,
} from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import { type Backend, type BackendServer, type NoBackend, readBackend, refusalOf } from './backend.ts';
import { asker, type HaproxySettings } from './socket.ts';
import { weightsFor } from './weight.ts';

/** Moves traffic of HAProxy backends. HAProxy knows no versions, so it tells none and refuses none. */
export function haproxyEngine(settings: HaproxySettings): RolloutEngine {
  return {
    kind: 'haproxy',
    drive: 'ordered',
    async observe({ name }) {
      const read = await readBackend(asker(settings), name);
      return read.kind === 'read' ? stateOf(read.backend) : unseen(read);
    },
    async act(order) {
      const percent = (order.act as { readonly percent?: number }).percent ?? 0;
      if (!(percent >= 0 && percent <= 100)) {
        return { kind: 'refused', code: 'invalid', message: 'a percentage is 0 to 100' };
      }
      const ask = asker(settings);
      const read = await readBackend(ask, order.target.name);
      if (read.kind !== 'read') return refused(read);
      for (const command of commandsFor(read.backend, order)) {
        const answer = await ask(command);
        if (answer.kind === 'trouble') return { kind: 'unknown', code: answer.code, message: answer.message };
        if (answer.text.trim() !== '') return refusedCommand(answer.text);
      }
      return { kind: 'done' };
    },
  };
}

/** What a server is to become. */
interface Wish {
  readonly server: BackendServer;
  readonly weight: number;
  readonly mode: 'ready' | 'drain' | 'maint' | 'as-it-is';
}

/** Commands of an order, those that give traffic first; empty where all is as it should be. */
export function commandsFor({ name, canary, stable }: Backend, { act }: Pick<EngineOrder, 'act'>): readonly string[] {
  // A stable server in maintenance is somebody's: it stays there, and has no part.
  const wishes = wishesFor({ canary, stable: stable.filter(({ isInMaintenance }) => !isInMaintenance) }, act);
  const giving = wishes.filter(({ server, weight, mode }) => mode === 'ready' || weight > server.weight);
  const taking = wishes.filter((wish) => !giving.includes(wish));
  // Within what gives, the stable ones first: an abort never waits for its own last command.
  const isStable = ({ server }: Wish): boolean => stable.includes(server);
  const order = [...giving.filter(isStable), ...giving.filter((wish) => !isStable(wish)), ...taking];
  return order.flatMap((wish) => commandsOf(name, wish));
}

function wishesFor({ canary, stable }: Pick<Backend, 'canary' | 'stable'>, act: EngineAct): readonly Wish[] {
  const percent = act.kind === 'set-weight' ? act.percent : act.kind === 'promote' ? 100 : 0;
  const weights = weightsFor({
    percent,
    canaries: canary.length,
    stable: stable.map(({ configuredWeight }) => configuredWeight),
  });
  const empty = act.kind === 'abort' ? 'maint' : 'drain';
  return [
    ...canary.map(
      (server): Wish => ({
        server,
        weight: weights.canary,
        mode: weights.canary === 0 ? empty : server.isInMaintenance || server.isDrained ? 'ready' : 'as-it-is',
      }),
    ),
    ...stable.map((server, at): Wish => {
      const weight = weights.stable[at] ?? 0;
      if (act.kind === 'promote') return { server, weight, mode: 'drain' };
      return { server, weight, mode: server.isDrained ? 'ready' : 'as-it-is' };
    }),
  ];
}

function commandsOf(backend: string, { server, weight, mode }: Wish): readonly string[] {
  const place = `${backend}/${server.name}`;
  const move = isAlready(server, mode) ? [] : [`set server ${place} state ${mode}`];
  const weigh = weight === server.weight ? [] : [`set server ${place} weight ${weight}`];
  // Out of the turns first when it leaves, into them last when it comes.
  return mode === 'ready' ? [...weigh, ...move] : [...move, ...weigh];
}

function isAlready(server: BackendServer, mode: Wish['mode']): boolean {
  switch (mode) {
    case 'as-it-is':
      return true;
    case 'ready':
      return !server.isInMaintenance && !server.isDrained;
    case 'drain':
      return server.isDrained || server.isInMaintenance;
    case 'maint':
      return server.isInMaintenance;
  }
}

function stateOf({ canary, stable }: Backend): EngineState {
  const [given, rest] = [effective(canary), effective(stable)];
  const wanted = canary.some(({ weight, isInMaintenance, isDrained }) => weight > 0 && !isInMaintenance && !isDrained);
  const others = stable.some(({ weight, isDrained, isInMaintenance }) => weight > 0 && !isDrained && !isInMaintenance);
  const out = [...canary, ...stable].filter(({ isUsable, isInMaintenance, isDrained }) => {
    return !isUsable && !isInMaintenance && !isDrained;
  });
  const message = out.map(({ name, status }) => `${name} is ${status}`).join(', ');
  const phase: EnginePhase = !wanted ? 'idle' : given === 0 ? 'failed' : others ? 'steady' : 'promoted';
  return {
    kind: 'seen',
    phase,
    percent: given + rest === 0 ? 0 : Math.round((given / (given + rest)) * 10_000) / 100,
    version: null,
    stable: null,
    lastOrder: null,
    message: excerpt(message, 500),
  };
}

function effective(servers: readonly BackendServer[]): number {
  return servers.reduce((sum, { effectiveWeight }) => sum + effectiveWeight, 0);
}

function unseen(why: NoBackend): EngineState {
  switch (why.kind) {
    case 'missing':
    case 'invalid':
      return { kind: 'missing', message: why.message };
    case 'denied':
      return { kind: 'unknown', code: 'not-permitted', message: why.message };
    case 'trouble':
      return { kind: 'unknown', code: why.code, message: why.message };
  }
}

function refused(why: NoBackend): EngineAnswer {
  switch (why.kind) {
    case 'missing':
    case 'invalid':
      return { kind: 'refused', code: why.kind, message: why.message };
    case 'denied':
      return { kind: 'refused', code: 'not-permitted', message: why.message };
    case 'trouble':
      return { kind: 'unknown', code: why.code, message: why.message };
  }
}

/** A command that was read and not carried out stays so: its sentence says why. */
function refusedCommand(text: string): EngineAnswer {
  const why = refusalOf(text);
  if (why.kind !== 'trouble') return refused(why);
  return { kind: 'refused', code: 'invalid', message: why.message };
}
