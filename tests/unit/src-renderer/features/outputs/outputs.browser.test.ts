import { flushSync } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { beforeEach, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  type GestureMessage,
  type OutputConfig,
  type OutputKind,
  type OutputState,
  type Project,
} from '../../../../../src-main/contract';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { OutputDraft } from '../../../../../src-renderer/features/outputs/output-draft.svelte';
import { Outputs } from '../../../../../src-renderer/features/outputs/outputs.svelte';
import type { GestureEvent } from '../../../../../src-renderer/gestures/gesture-rule';
import type { Client } from '../../../../../src-renderer/rpc/connection';
import { gesture } from '../../../../fixtures/renderer/samples';

const KIND: OutputKind = {
  id: 'osc',
  name: 'OSC',
  description: 'Sends OSC.',
  settings: {
    host: { kind: 'text', format: 'host', label: 'Computer', default: '127.0.0.1', reason: '' },
    port: { kind: 'whole', label: 'Port', min: 1, max: 65_535, default: 9000, reason: '' },
    address: { kind: 'text', format: 'template', label: 'Address', default: '/{class}', reason: '' },
  },
  moments: ['start'],
  offered: ['start', 'held', 'end', 'value'],
  presets: [
    { name: 'Plain', hint: '', values: { port: 9000 } },
    { name: 'Wekinator', hint: '', values: { port: 12_000, address: '/wek/outputs' } },
  ],
};
const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];
const project = (outputs: OutputConfig[], arming?: Project['arming']): Project => ({
  ...(arming && { arming }),
  schema: 1,
  slug: 'hands',
  name: 'Hands',
  classes,
  capture: DEFAULT_CAPTURE,
  outputs,
  created: new Date(0).toISOString(),
  modified: new Date(0).toISOString(),
});

type Listener = Parameters<ConstructorParameters<typeof Outputs>[1]['live']['subscribe']>[0];

let outputs: Outputs;
let current: { value: Project | null };
let history: History;
let toasts: Toasts;
let hear: Listener;
/** What main was asked, and what it was sent. */
let asked: string[];
let sent: { slug: string; messages: GestureMessage[] }[];
let tellStates: (states: OutputState[]) => void;
let refusal: Error | null;

const on = (id: string): OutputState => ({ id, on: true, sent: 0, lost: 0, problem: null });
const start: GestureEvent = { kind: 'start', index: 1, at: 100, confidence: 0.75 };
const frame = (gestures: readonly GestureEvent[], probabilities: number[] | null = [0.2, 0.75, 0.05]): void =>
  hear({ kind: 'frame', answer: probabilities && { probabilities, timestamp: 100 }, gestures });

beforeEach(() => {
  asked = [];
  sent = [];
  refusal = null;
  toasts = new Toasts();
  history = new History(toasts);
  const store = writable<Project | null>(project([]));
  const read = fromStore(store);
  current = {
    get value() {
      return read.current;
    },
    set value(value) {
      store.set(value);
    },
  };
  const change = (what: string, next: OutputConfig[]): Promise<Project> => {
    if (refusal) return Promise.reject(refusal);
    asked.push(what);
    return Promise.resolve(project(next));
  };
  const all = (): OutputConfig[] => current.value?.outputs ?? [];
  const client = {
    outputs: {
      kinds: () => Promise.resolve([KIND]),
      secrets: ({ id }: { id: string }) => Promise.resolve({ token: `token of ${id}` }),
      put: ({ output, at }: { output: OutputConfig; at?: number }) => {
        const others = all().filter(({ id }) => id !== output.id);
        const index = all().findIndex(({ id }) => id === output.id);
        return change(
          `put ${output.id}`,
          others.toSpliced(index >= 0 ? index : (at ?? others.length), 0, output),
        );
      },
      remove: ({ id }: { id: string }) =>
        change(
          `remove ${id}`,
          all().filter((each) => each.id !== id),
        ),
      arm: ({ arming }: { arming: Project['arming'] | null }) =>
        Promise.resolve(project(all(), arming ?? undefined)),
      switch: ({ id, on }: { id: string; on: boolean }) => Promise.resolve(void asked.push(`${id} ${on}`)),
      stop: ({ slug }: { slug?: string }) => Promise.resolve(void asked.push(`stop ${slug ?? 'all'}`)),
      test: ({ message }: { message: GestureMessage }) =>
        Promise.resolve({ problem: `${message.className} ${message.number}` }),
      send: (input: (typeof sent)[number]) => Promise.resolve(void sent.push(input)),
      states: (_: unknown, { signal }: { signal: AbortSignal }) =>
        Promise.resolve(
          (async function* () {
            while (!signal.aborted) yield await new Promise<OutputState[]>((tell) => (tellStates = tell));
          })(),
        ),
    },
  } as unknown as Client;
  outputs = new Outputs(client, {
    toasts,
    history,
    projects: {
      classes,
      get current() {
        return current.value;
      },
      set current(value) {
        current.value = value;
      },
    },
    live: {
      classes,
      subscribe: (listener) => {
        hear = listener;
        return () => undefined;
      },
    },
  });
});

/** An output that is saved, and on. */
async function withOne(): Promise<OutputConfig> {
  await outputs.load();
  const [kind] = outputs.kinds;
  if (!kind) throw new Error('There is no kind.');
  const draft = outputs.draft(kind);
  expect(await outputs.save(draft)).toBe(true);
  outputs.open('hands');
  await expect.poll(() => tellStates).toBeDefined();
  tellStates([on(draft.id)]);
  await expect.poll(() => outputs.anyOn).toBe(true);
  return draft;
}

it('begins with every gesture’s start, on this computer, under a name of its own', async () => {
  const draft = await withOne();
  expect(draft).toMatchObject({
    kind: 'osc',
    name: 'OSC',
    settings: { host: '127.0.0.1', port: 9000, address: '/{class}' },
    moments: { wave: ['start'], push: ['start'] },
  });
  expect(outputs.draft(KIND).name).toBe('OSC 2');
  expect(outputs.list.map(({ id }) => id)).toEqual([draft.id]);
});

it('sends what starts and ends to main while an output is on', async () => {
  const { id } = await withOne();
  frame([]);
  frame([start]);
  frame([{ ...start, kind: 'end', confidence: 0 }], null);
  hear({ kind: 'stopped' });
  expect(sent.map(({ slug, messages }) => [slug, ...messages])).toMatchObject([
    [
      'hands',
      {
        event: 'start',
        classId: 'push',
        className: 'Push',
        number: 2,
        confidence: 0.75,
        probabilities: [0.2, 0.75, 0.05],
      },
    ],
    ['hands', { event: 'end', classId: 'push', probabilities: [] }],
  ]);
  expect(Date.parse(sent[0]?.messages[0]?.time ?? '')).toBeCloseTo(performance.timeOrigin + 100, -1);
  tellStates([{ ...on(id), on: false, problem: 'Nothing listens.' }]);
  await expect.poll(() => outputs.anyOn).toBe(false);
  frame([start]);
  expect(sent).toHaveLength(2);
  expect(outputs.list.map((each) => outputs.stateOf(each).problem)).toEqual(['Nothing listens.']);
});

it('switches one, and stops all', async () => {
  const output = await withOne();
  asked = [];
  await outputs.switch(output, true);
  await outputs.stopAll();
  expect(asked).toEqual([`${output.id} true`, 'stop all']);
});

it('ends with its project, after gestures that go on have ended', async () => {
  await withOne();
  asked = [];
  const left = outputs.leave();
  frame([{ ...start, kind: 'end' }]);
  await left;
  expect(sent).toHaveLength(1);
  expect(asked).toEqual(['stop hands']);
  frame([start]);
  expect(sent).toHaveLength(1);
});

it('deletes one, and Undo puts it back in its place', async () => {
  const first = await withOne();
  const second = { ...outputs.draft(KIND), id: 'second' };
  await outputs.save(second);
  await outputs.remove(first);
  expect(outputs.list.map(({ id }) => id)).toEqual(['second']);
  await history.undo();
  expect(outputs.list.map(({ id }) => id)).toEqual([first.id, 'second']);
  await history.redo();
  expect(outputs.list.map(({ id }) => id)).toEqual(['second']);
});

it('sends nothing until the wake gesture was made, and not that one', async () => {
  await withOne();
  frame([start]);
  expect([outputs.readiness, outputs.secondsLeft]).toEqual(['awake', null]);
  await outputs.arm({ way: 'gesture', classId: 'wave', seconds: 5 });
  frame([{ ...start, kind: 'end' }]);
  frame([start]);
  expect(outputs.readiness).toBe('asleep');
  frame([{ ...start, kind: 'end' }]);
  frame([{ ...start, index: 0 }]);
  expect([outputs.readiness, outputs.secondsLeft]).toEqual(['awake', 5]);
  frame([{ ...start, index: 0, kind: 'end' }]);
  frame([start]);
  // What had begun before is told to end.
  expect(sent.flatMap(({ messages }) => messages.map(({ event, classId }) => `${event} ${classId}`))).toEqual(
    ['start push', 'end push', 'start push'],
  );
});

it('sends only while the key is held, and says where nothing can wake them', async () => {
  await withOne();
  await outputs.arm({ way: 'key', key: 'Shift' });
  const key = (held: boolean) => ({ getModifierState: (key: string) => held && key === 'Shift' });
  frame([start]);
  frame([{ ...start, kind: 'end' }]);
  outputs.hold(key(true));
  frame([start]);
  outputs.hold(key(false));
  frame([{ ...start, kind: 'end' }]);
  outputs.hold(key(true));
  outputs.hold(null);
  frame([start]);
  expect(sent).toHaveLength(2);
  await outputs.arm({ way: 'gesture', classId: 'gone', seconds: 5 });
  frame([]);
  expect(outputs.readiness).toBe('hopeless');
  await outputs.arm(null);
  frame([]);
  expect(outputs.readiness).toBe('awake');
});

it('says why one could not be saved', async () => {
  refusal = new Error('The disk is full.');
  expect(await outputs.save(outputs.draft(KIND))).toBe(false);
  expect(toasts.items).toMatchObject([{ tone: 'error' }]);
});

it('tries one with a gesture that it sends', async () => {
  const draft = outputs.draft(KIND);
  expect(await outputs.test({ ...draft, moments: { wave: [], push: ['end'] } })).toBe('Push 2');
  expect(await outputs.test({ ...draft, moments: {} })).toBe('Wave 1');
});

it('checks a form as it is typed, and asks about another computer', () => {
  const draft = new OutputDraft(KIND, outputs.draft(KIND));
  expect([draft.problem, draft.elsewhere, draft.allowed, draft.preset]).toEqual([null, null, true, 'Plain']);
  draft.set('address', '/{klass}');
  flushSync();
  expect(draft.problem).toContain('There is no placeholder {klass}.');
  draft.take('Wekinator');
  expect([draft.problem, draft.preset, draft.value('port')]).toEqual([null, 'Wekinator', 12_000]);
  draft.set('port', null);
  expect([draft.problem, draft.preset]).toEqual(['Port needs a number.', '']);
  draft.set('host', 'lamp');
  expect([draft.elsewhere, draft.allowed]).toEqual([{ key: 'host', host: 'lamp' }, false]);
  draft.allow(true);
  expect([draft.config.allowedHost, draft.allowed]).toEqual(['lamp', true]);
  draft.set('host', 'other');
  expect(draft.allowed).toBe(false);
  draft.allow(false);
  expect(draft.config).not.toHaveProperty('allowedHost');
  draft.setMoment('wave', 'end', true);
  draft.setMoment('wave', 'start', false);
  expect([draft.sendsAt('wave', 'start'), draft.sendsAt('wave', 'end')]).toEqual([false, true]);
});

it('makes a token by chance, keeps the one there is, and says where others connect to', async () => {
  const token = {
    kind: 'text',
    format: 'secret',
    label: 'Token',
    generated: true,
    default: '',
    reason: '',
  } as const;
  const server: OutputKind = {
    ...KIND,
    settings: { port: KIND.settings.port ?? token, token },
    address: 'ws://127.0.0.1:{port}/?token={token}',
  };
  const fresh = new OutputDraft(server, outputs.draft(server));
  expect(fresh.value('token')).toMatch(/^[\w-]{24}$/);
  expect(fresh.address).toBe(`ws://127.0.0.1:9000/?token=${String(fresh.value('token'))}`);
  expect(new OutputDraft(server, outputs.draft(server)).value('token')).not.toBe(fresh.value('token'));
  const saved = await outputs.whole({ ...outputs.draft(server), id: 'a', settings: {} });
  expect(new OutputDraft(server, saved).value('token')).toBe('token of a');
  expect(new OutputDraft(KIND, outputs.draft(KIND)).address).toBe(null);
});

it('takes a yes for what is to be run, and for nothing else', () => {
  const text = { kind: 'text', format: 'plain', label: 'Program', default: '', reason: '' } as const;
  const allowed = {
    kind: 'consent',
    of: ['program'],
    problem: '',
    label: 'Run it',
    default: '',
    reason: '',
  } as const;
  const kind: OutputKind = { ...KIND, settings: { program: text, allowed }, presets: [] };
  const draft = new OutputDraft(kind, outputs.draft(kind));
  draft.set('program', 'say');
  expect(draft.agreed('allowed')).toBe(false);
  draft.agree('allowed', true);
  expect(draft.agreed('allowed')).toBe(true);
  draft.set('program', 'format');
  expect(draft.agreed('allowed')).toBe(false);
  draft.set('program', 'say');
  draft.agree('allowed', false);
  expect(draft.agreed('allowed')).toBe(false);
});

it('tells again and again what an output that is on wants, and nothing else', async () => {
  const output = await withOne();
  await outputs.save({ ...output, moments: { wave: ['value'], push: ['start', 'held'] } });
  // The first window is not full yet.
  frame([], null);
  expect(sent).toEqual([]);
  frame([]);
  frame([start]);
  frame([]);
  frame([{ ...start, kind: 'end' }]);
  frame([], null);
  expect(sent.map(({ messages }) => messages.map(({ event, classId }) => `${event} ${classId}`))).toEqual([
    ['value wave'],
    ['start push', 'value wave'],
    ['held push', 'value wave'],
    ['end push', 'value wave'],
  ]);
  expect(sent[0]?.messages[0]).toMatchObject({ confidence: 0.2, number: 1 });
});
