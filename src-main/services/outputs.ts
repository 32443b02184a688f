import { isDeepStrictEqual } from 'node:util';
import {
  BeckonError,
  type Arming,
  type GestureMessage,
  type GestureMoment,
  type OutputConfig,
  type OutputKind,
  type OutputState,
  type Project,
} from '../contract';
import { outputs as allOutputs } from '../outputs';
import { Delivery, tryOnce, type DeliveryOptions } from '../outputs/delivery';
import { Scale } from '../outputs/scale';
import type { Output } from '../outputs/output';
import { consentProblem, hostElsewhere, secretKeys, settingProblem } from '../shared/setting';
import { MAX_OUTPUTS } from '../shared/limits';
import type { ProjectFiles } from '../store/project-files';
import type { Secrets, SecretValues } from './secrets';
import { Bell } from '../shared/bell';

/** How often is told, at most, how much was sent. */
const COUNTS_EVERY_MS = 100;

/** An output as it is saved, and its secrets beside it. */
interface Whole {
  config: OutputConfig;
  secrets: SecretValues;
  /** Names of secrets that are kept and cannot be read here. */
  unreadable: readonly string[];
}

/** An output that was switched on since the start; null: it is off again, or could not be switched on. */
interface Standing extends Pick<Whole, 'config' | 'secrets'> {
  delivery: Delivery | null;
  scale: Scale;
  /** A gesture's end undoes what its start did. */
  untilEnd: boolean;
  state: OutputState;
}

/** Whether it ends what these moments have begun. */
const undoes = ({ event }: GestureMessage, moments: readonly GestureMoment[]): boolean =>
  event === 'end' && moments.includes('start');

/** What gestures set off outside of Beckon: kept with the project, off until switched on. */
export class Outputs {
  /** By project, then by output. */
  readonly #standing = new Map<string, Map<string, Standing>>();
  readonly #listeners = new Set<() => void>();
  /** Secrets of outputs that were removed, should that be undone. */
  readonly #removed = new Map<string, SecretValues>();

  constructor(
    private readonly files: ProjectFiles,
    private readonly secrets: Secrets,
    private readonly known: readonly Output[] = allOutputs,
  ) {}

  kinds(): OutputKind[] {
    return this.known.map((output) => {
      const { id, name, description, settings, address, overlay, moments, offered, presets, range } = output;
      return {
        id,
        name,
        description,
        settings,
        ...(address !== undefined && { address }),
        ...(overlay !== undefined && { overlay }),
        moments,
        offered,
        ...(range && { range }),
        presets,
      };
    });
  }

  /** What is kept of an output apart from its project. */
  async secretsOf(id: string): Promise<SecretValues> {
    return (await this.secrets.of(id)).values;
  }

  /** One that is on goes on as it is now. Secrets that it comes with are kept apart; others stay as they are. */
  async put(slug: string, given: OutputConfig, at?: number): Promise<Project> {
    const { config: output, secrets } = this.#apart(given);
    const project = await this.files.update(slug, (before) => {
      const all = before.outputs ?? [];
      const index = all.findIndex(({ id }) => id === output.id);
      if (index >= 0) return { ...before, outputs: all.with(index, output) };
      if (all.length >= MAX_OUTPUTS)
        throw new BeckonError('INVALID', `A project can have at most ${MAX_OUTPUTS} outputs.`);
      return { ...before, outputs: all.toSpliced(at ?? all.length, 0, output) };
    });
    await this.secrets.set(output.id, { ...this.#removed.get(output.id), ...secrets });
    this.#removed.delete(output.id);
    if (this.#of(slug).get(output.id)?.state.on) this.#start(slug, await this.#whole(output));
    return project;
  }

  async remove(slug: string, id: string): Promise<Project> {
    this.#of(slug).get(id)?.delivery?.close();
    this.#of(slug).delete(id);
    this.#changed();
    this.#removed.set(id, await this.secretsOf(id));
    await this.secrets.forget(id);
    return this.files.update(slug, ({ outputs, ...before }) => {
      const rest = (outputs ?? []).filter((each) => each.id !== id);
      return rest.length === 0 ? before : { ...before, outputs: rest };
    });
  }

  /** What all of the project's outputs wait for; whoever tells of gestures minds it. */
  arm(slug: string, arming: Arming | null): Promise<Project> {
    return this.files.update(slug, ({ arming: _, ...before }) => (arming ? { ...before, arming } : before));
  }

  async switch(slug: string, id: string, on: boolean): Promise<void> {
    if (!on) {
      const standing = this.#of(slug).get(id);
      if (standing) this.#halt(standing);
      this.#changed();
      return;
    }
    const config = (await this.files.read(slug)).outputs?.find((each) => each.id === id);
    if (!config) throw new BeckonError('NOT_FOUND', 'This output is no longer there.');
    this.#start(slug, await this.#whole(config));
  }

  /** Switches all off, of one project or of all. What waits to be sent is not sent any more. */
  stop(slug?: string): void {
    for (const [each, all] of this.#standing) {
      if (slug === undefined || slug === each) for (const standing of all.values()) this.#halt(standing);
    }
    this.#changed();
  }

  async test(config: OutputConfig, given: GestureMessage): Promise<{ problem: string | null }> {
    const message = this.#scaleOf(config).apply(given);
    const whole = await this.#whole(config);
    const standing = this.#sameAs(whole);
    if (standing) return { problem: await this.#tryOn(standing, config, message) };
    const options = this.#prepare(whole);
    return { problem: typeof options === 'string' ? options : await tryOnce(options.open, message) };
  }

  /** Returns at once, whatever the receivers do. */
  send(slug: string, messages: readonly GestureMessage[]): void {
    for (const { config, delivery, scale, untilEnd } of this.#of(slug).values()) {
      for (const message of messages) {
        const moments = config.moments[message.classId] ?? [];
        const wanted = moments.includes(message.event) || (untilEnd && undoes(message, moments));
        if (wanted) delivery?.push(scale.apply(message));
      }
    }
  }

  /** Whether any output of any project is on. */
  get anyOn(): boolean {
    return [...this.#standing.values()].some((all) => [...all.values()].some(({ state }) => state.on));
  }

  /** Calls back after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How the project's outputs do, now and after every change; where only more was sent, not with every frame. */
  async *states(slug: string, signal?: AbortSignal): AsyncGenerator<OutputState[], void, void> {
    let told = { how: '', at: -Infinity };
    const bell = new Bell();
    this.#listeners.add(bell.ring);
    signal?.addEventListener('abort', bell.ring, { once: true });
    try {
      while (signal?.aborted !== true) {
        const states = [...this.#of(slug).values()].map(({ state }) => state);
        const how = JSON.stringify(states.map(({ id, on, problem }) => [id, on, problem]));
        const early = how === told.how ? told.at + COUNTS_EVERY_MS - performance.now() : 0;
        if (early > 0) {
          await bell.rung(early);
          continue;
        }
        told = { how, at: performance.now() };
        yield states;
        await bell.rung();
      }
    } finally {
      this.#listeners.delete(bell.ring);
      signal?.removeEventListener('abort', bell.ring);
    }
  }

  #of(slug: string): Map<string, Standing> {
    const all = this.#standing.get(slug) ?? new Map<string, Standing>();
    this.#standing.set(slug, all);
    return all;
  }

  /** An output's secrets taken out of its settings. */
  #apart(given: OutputConfig): { config: OutputConfig; secrets: SecretValues } {
    const kind = this.known.find(({ id }) => id === given.kind);
    const apart = secretKeys(kind?.settings ?? {});
    const all = Object.entries(given.settings);
    const settings = Object.fromEntries(all.filter(([key]) => !apart.includes(key)));
    const secrets = Object.fromEntries(
      all.flatMap(([key, value]) => (apart.includes(key) && typeof value === 'string' ? [[key, value]] : [])),
    );
    return { config: { ...given, settings }, secrets };
  }

  /** With the secrets that it comes with, and for others those that are kept. */
  async #whole(given: OutputConfig): Promise<Whole> {
    const { config, secrets } = this.#apart(given);
    const { values, unreadable } = await this.secrets.of(config.id);
    return {
      config,
      secrets: { ...values, ...secrets },
      unreadable: unreadable.filter((name) => secrets[name] === undefined),
    };
  }

  /** The output that is on and is just like this one: where it is a server, there cannot be another. */
  #sameAs({ config: { id, kind, settings }, secrets }: Whole): Delivery | null {
    for (const all of this.#standing.values()) {
      const standing = all.get(id);
      if (!standing?.delivery) continue;
      const mine = {
        kind: standing.config.kind,
        settings: standing.config.settings,
        secrets: standing.secrets,
      };
      if (isDeepStrictEqual(mine, { kind, settings, secrets })) return standing.delivery;
    }
    return null;
  }

  #start(slug: string, whole: Whole): void {
    const { config, secrets } = whole;
    this.#of(slug).get(config.id)?.delivery?.close();
    const options = this.#prepare(whole);
    const state = { id: config.id, on: false, sent: 0, lost: 0, problem: null };
    const scale = this.#scaleOf(config);
    if (typeof options === 'string') {
      this.#of(slug).set(config.id, {
        config,
        secrets,
        delivery: null,
        scale,
        untilEnd: false,
        state: { ...state, problem: options },
      });
    } else {
      const onChange = (): void => {
        const { sent, lost, problem, note } = delivery;
        const { note: _, ...before } = standing.state;
        standing.state = { ...before, sent, lost, problem, ...(note !== '' && { note }) };
        this.#changed();
      };
      const delivery = new Delivery({ ...options, onChange });
      const kind = this.known.find(({ id }) => id === config.kind);
      const untilEnd = kind?.untilEnd(config.settings) ?? false;
      const standing: Standing = {
        config,
        secrets,
        delivery,
        scale,
        untilEnd,
        state: { ...state, on: true },
      };
      this.#of(slug).set(config.id, standing);
    }
    this.#changed();
  }

  /** What a test begins it also ends, as nobody's gesture will. */
  async #tryOn(delivery: Delivery, config: OutputConfig, message: GestureMessage): Promise<string | null> {
    const problem = await delivery.try(message);
    const kind = this.known.find(({ id }) => id === config.kind);
    if (problem !== null || kind?.untilEnd(config.settings) !== true) return problem;
    return delivery.try({ ...message, event: 'end' });
  }

  #scaleOf({ kind, range }: OutputConfig): Scale {
    return new Scale(range ?? this.known.find(({ id }) => id === kind)?.range);
  }

  #halt(standing: Standing): void {
    standing.delivery?.close();
    standing.delivery = null;
    const { note: _, ...state } = standing.state;
    standing.state = { ...state, on: false };
  }

  /** How to reach its receiver, or why that is not to be tried. */
  #prepare({ config, secrets, unreadable }: Whole): DeliveryOptions | string {
    const output = this.known.find(({ id }) => id === config.kind);
    if (!output)
      return `This version of Beckon has no output of the kind “${config.kind}”. It is kept for one that has.`;
    const settings = { ...config.settings, ...secrets };
    for (const [key, setting] of Object.entries(output.settings)) {
      if (unreadable.includes(key))
        return `${setting.label} was sealed by another program or for another person. Enter it again.`;
      const problem = settingProblem(setting, settings[key] ?? setting.default);
      if (problem !== null) return problem;
    }
    const refused = consentProblem(output.settings, settings);
    if (refused !== null) return refused;
    const elsewhere = hostElsewhere(output.settings, config.settings);
    if (elsewhere && config.allowedHost !== elsewhere.host)
      return `${elsewhere.host} is another computer. Allow it in this output’s settings first.`;
    const { id, name } = config;
    return { open: (link) => output.open(settings, link, { id, name }), retries: output.retries };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
