import { tick } from 'svelte';
import type {
  Arming as Waking,
  GestureClass,
  OutputConfig,
  OutputKind,
  OutputState,
  Project,
} from '../../../src-main/contract';
import { defaultsOf } from '../../../src-main/shared/setting';
import type { History } from '../../base/history.svelte';
import type { Toasts } from '../../base/toasts.svelte';
import { Arming } from '../../gestures/arming';
import type { GestureEvent } from '../../gestures/gesture-rule';
import { isNone } from '../../learning/none-class';
import type { Client } from '../../rpc/connection';
import { OutputFeed, testMessage, type Wanted } from '../../jobs/output-messages';

/** What is heard of live recognition. */
interface LiveFeed {
  /** In the order of the probabilities. */
  readonly classes: readonly GestureClass[];
  subscribe(
    listener: (
      news:
        | {
            kind: 'frame';
            answer: { readonly probabilities: readonly number[]; readonly timestamp: number } | null;
            gestures: readonly GestureEvent[];
          }
        | { kind: 'stopped' },
    ) => void,
  ): () => void;
}

/** What outputs need of the rest. */
interface OutputParts {
  projects: { current: Project | null; readonly classes: readonly GestureClass[] };
  toasts: Toasts;
  history: History;
  live: LiveFeed;
}

const OFF = { on: false, sent: 0, lost: 0, problem: null };

/** What the open project's gestures set off outside of Beckon. */
export class Outputs {
  kinds = $state.raw<readonly OutputKind[]>([]);
  /** The project whose outputs are followed. */
  #slug = $state<string | null>(null);
  #states = $state.raw<readonly OutputState[]>([]);
  #follow = new AbortController();
  readonly #feed = new OutputFeed();
  readonly #client: Client;
  readonly #parts: OutputParts;

  list = $derived.by<readonly OutputConfig[]>(() => this.#parts.projects.current?.outputs ?? []);
  anyOn = $derived(this.#states.some(({ on }) => on));
  /** What they wait for; null: nothing. */
  waking = $derived.by<Waking | null>(() => this.#parts.projects.current?.arming ?? null);
  #arming = new Arming(null, []);
  /** Whether the key that they may wait for is held. */
  #held = false;
  /** Whether what is recognised now is sent on. `hopeless`: they wait for a gesture that the model does not know. */
  readiness = $state<'awake' | 'asleep' | 'hopeless'>('awake');
  /** How long they still listen, in s; null: they do not fall asleep by themselves. */
  secondsLeft = $state<number | null>(null);
  /** What outputs that are on are to be sent, as `class moment`. */
  #wanted = $derived.by(() => {
    const on = this.list.filter((output) => this.stateOf(output).on);
    return on.flatMap(({ moments }) =>
      Object.entries(moments).flatMap(([classId, all]) => all.map((moment) => `${classId} ${moment}`)),
    );
  });

  constructor(client: Client, parts: OutputParts) {
    this.#client = client;
    this.#parts = parts;
    parts.live.subscribe((news) => {
      if (news.kind === 'frame') this.#tell(news.gestures, news.answer);
    });
  }

  kindOf({ kind }: OutputConfig): OutputKind | undefined {
    return this.kinds.find(({ id }) => id === kind);
  }

  stateOf({ id }: OutputConfig): OutputState {
    return this.#states.find((state) => state.id === id) ?? { id, ...OFF };
  }

  /** The kinds there are, where they are not known yet. */
  async load(): Promise<void> {
    if (this.kinds.length === 0) this.kinds = await this.#client.outputs.kinds();
  }

  /** A project is opened. */
  open(slug: string): void {
    this.#follow.abort();
    const { signal } = (this.#follow = new AbortController());
    this.#slug = slug;
    this.#states = [];
    void this.#followStates(slug, signal);
  }

  /** The project closes, and its outputs with it, once gestures that go on have been told to end. */
  async leave(): Promise<void> {
    const slug = this.#slug;
    if (slug === null) return;
    await tick();
    if (this.#slug === slug) this.#slug = null;
    await this.#parts.toasts.attempt(() => this.#client.outputs.stop({ slug }));
  }

  /** A new output of this kind that is not saved yet: every gesture's start, to this computer. */
  draft(kind: OutputKind): OutputConfig {
    const taken = this.list.filter((each) => each.kind === kind.id).length;
    const gestures = this.#parts.projects.classes.filter((each) => !isNone(each));
    return {
      id: crypto.randomUUID(),
      kind: kind.id,
      name: taken === 0 ? kind.name : `${kind.name} ${taken + 1}`,
      settings: defaultsOf(kind.settings) as OutputConfig['settings'],
      moments: Object.fromEntries(gestures.map(({ id }) => [id, kind.moments])),
    };
  }

  /** A saved output with its secrets, to be changed. */
  async whole(output: OutputConfig): Promise<OutputConfig> {
    const secrets = await this.#client.outputs.secrets({ id: output.id });
    return { ...output, settings: { ...output.settings, ...secrets } };
  }

  /** Answers whether it was saved; where not, says why. */
  async save(output: OutputConfig): Promise<boolean> {
    return (await this.#parts.toasts.attempt(() => this.#put(output))) !== undefined;
  }

  /** Undo brings it back, switched off. */
  async remove(output: OutputConfig): Promise<void> {
    const { history } = this.#parts;
    const slug = this.#project;
    const at = this.list.findIndex(({ id }) => id === output.id);
    const remove = async (): Promise<void> => {
      this.#show(await this.#client.outputs.remove({ slug, id: output.id }));
    };
    await history.alone(async () => {
      await remove();
      history.did({
        label: `Deleted the output ${output.name}`,
        undo: () => this.#put(output, at).then(() => undefined),
        redo: remove,
      });
    });
  }

  /** What all of them wait for from now on; null: nothing. */
  async arm(arming: Waking | null): Promise<void> {
    const slug = this.#project;
    await this.#parts.toasts.attempt(async () =>
      this.#show(await this.#client.outputs.arm({ slug, arming })),
    );
  }

  /** A key goes down or up: whether the one that they may wait for is held. */
  hold(event: Pick<KeyboardEvent, 'getModifierState'> | null): void {
    this.#held = this.waking?.way === 'key' && (event?.getModifierState(this.waking.key) ?? false);
  }

  async switch(output: OutputConfig, on: boolean): Promise<void> {
    const slug = this.#project;
    await this.#parts.toasts.attempt(() => this.#client.outputs.switch({ slug, id: output.id, on }));
  }

  /** All at once, those of other projects too. */
  async stopAll(): Promise<void> {
    await this.#parts.toasts.attempt(() => this.#client.outputs.stop({}));
  }

  /** Sends what the start of a gesture would send. Answers why it failed; null: it went out. */
  async test(output: OutputConfig): Promise<string | null> {
    const message = testMessage(output, this.#parts.projects.classes);
    // In a form it is a reactive object, which cannot be sent.
    return (await this.#client.outputs.test({ output: $state.snapshot(output), message })).problem;
  }

  get #project(): string {
    const { current } = this.#parts.projects;
    if (!current) throw new Error('No project is open.');
    return current.slug;
  }

  async #put(output: OutputConfig, at?: number): Promise<Project> {
    const wanted = { slug: this.#project, output: $state.snapshot(output) };
    return this.#show(await this.#client.outputs.put({ ...wanted, ...(at !== undefined && { at }) }));
  }

  #show(project: Project): Project {
    const { projects } = this.#parts;
    if (projects.current?.slug === project.slug) projects.current = project;
    return project;
  }

  /** Passes gestures on. Nobody waits for it: recognition goes on meanwhile. */
  #tell(
    gestures: readonly GestureEvent[],
    answer: { readonly probabilities: readonly number[]; readonly timestamp: number } | null,
  ): void {
    const { classes } = this.#parts.live;
    const [probabilities, at] = [answer?.probabilities ?? [], answer?.timestamp ?? performance.now()];
    if (!this.#arming.is(this.waking, classes)) this.#arming = new Arming(this.waking, classes, this.#arming);
    const arming = this.#arming;
    const passed = arming.pass(gestures, at, this.#held);
    const awake = arming.awake(at, this.#held);
    this.readiness = awake ? 'awake' : arming.hopeless ? 'hopeless' : 'asleep';
    const left = arming.left(at);
    this.secondsLeft = left === null ? null : Math.ceil(left / 1000);
    const wanted: Wanted = (classId, moment) =>
      (moment !== 'value' || awake) && this.#wanted.includes(`${classId} ${moment}`);
    const messages = this.#feed.messages(passed, classes, probabilities, wanted, at);
    const slug = this.#slug;
    if (slug === null || messages.length === 0 || !this.anyOn) return;
    void this.#parts.toasts.attempt(() => this.#client.outputs.send({ slug, messages }));
  }

  async #followStates(slug: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const states of await this.#client.outputs.states({ slug }, { signal })) {
        if (signal.aborted) return;
        this.#states = states;
      }
    } catch (error) {
      if (!signal.aborted) this.#parts.toasts.fail(error);
    }
  }
}
