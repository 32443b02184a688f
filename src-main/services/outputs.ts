import {
  BeckonError,
  type GestureMessage,
  type OutputConfig,
  type OutputKind,
  type OutputState,
  type Project,
} from '../contract';
import { outputs as allOutputs } from '../outputs';
import { Delivery, tryOnce, type DeliveryOptions } from '../outputs/delivery';
import type { Output } from '../outputs/output';
import { hostElsewhere, settingProblem } from '../shared/setting';
import { MAX_OUTPUTS } from '../shared/limits';
import type { ProjectFiles } from '../store/project-files';

/** An output that was switched on since the start; null: it is off again, or could not be switched on. */
interface Standing {
  config: OutputConfig;
  delivery: Delivery | null;
  state: OutputState;
}

/** What gestures set off outside of Beckon: kept with the project, off until switched on. */
export class Outputs {
  /** By project, then by output. */
  readonly #standing = new Map<string, Map<string, Standing>>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly files: ProjectFiles,
    private readonly known: readonly Output[] = allOutputs,
  ) {}

  kinds(): OutputKind[] {
    return this.known.map(({ id, name, description, settings, presets }) => ({
      id,
      name,
      description,
      settings,
      presets,
    }));
  }

  /** One that is on goes on as it is now. */
  async put(slug: string, output: OutputConfig, at?: number): Promise<Project> {
    const project = await this.files.update(slug, (before) => {
      const all = before.outputs ?? [];
      const index = all.findIndex(({ id }) => id === output.id);
      if (index >= 0) return { ...before, outputs: all.with(index, output) };
      if (all.length >= MAX_OUTPUTS)
        throw new BeckonError('INVALID', `A project can have ${MAX_OUTPUTS} outputs at most.`);
      return { ...before, outputs: all.toSpliced(at ?? all.length, 0, output) };
    });
    if (this.#of(slug).get(output.id)?.state.on) this.#start(slug, output);
    return project;
  }

  async remove(slug: string, id: string): Promise<Project> {
    this.#of(slug).get(id)?.delivery?.close();
    this.#of(slug).delete(id);
    this.#changed();
    return this.files.update(slug, ({ outputs, ...before }) => {
      const rest = (outputs ?? []).filter((each) => each.id !== id);
      return rest.length === 0 ? before : { ...before, outputs: rest };
    });
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
    this.#start(slug, config);
  }

  /** Switches all off, of one project or of all. What waits to be sent is not sent any more. */
  stop(slug?: string): void {
    for (const [each, all] of this.#standing) {
      if (slug === undefined || slug === each) for (const standing of all.values()) this.#halt(standing);
    }
    this.#changed();
  }

  async test(config: OutputConfig, message: GestureMessage): Promise<{ problem: string | null }> {
    const options = this.#prepare(config);
    return { problem: typeof options === 'string' ? options : await tryOnce(options.open, message) };
  }

  /** Returns at once, whatever the receivers do. */
  send(slug: string, messages: readonly GestureMessage[]): void {
    for (const { config, delivery } of this.#of(slug).values()) {
      for (const message of messages) {
        if (config.moments[message.classId]?.includes(message.event)) delivery?.push(message);
      }
    }
  }

  /** How the project's outputs do, now and after every change. */
  async *states(slug: string, signal?: AbortSignal): AsyncGenerator<OutputState[], void, void> {
    let told = false;
    let wake = (): void => undefined;
    const changed = (): void => {
      told = false;
      wake();
    };
    this.#listeners.add(changed);
    signal?.addEventListener('abort', changed, { once: true });
    try {
      while (signal?.aborted !== true) {
        if (told) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        told = true;
        yield [...this.#of(slug).values()].map(({ state }) => state);
      }
    } finally {
      this.#listeners.delete(changed);
      signal?.removeEventListener('abort', changed);
    }
  }

  #of(slug: string): Map<string, Standing> {
    const all = this.#standing.get(slug) ?? new Map<string, Standing>();
    this.#standing.set(slug, all);
    return all;
  }

  #start(slug: string, config: OutputConfig): void {
    this.#of(slug).get(config.id)?.delivery?.close();
    const options = this.#prepare(config);
    const state = { id: config.id, on: false, sent: 0, lost: 0, problem: null };
    if (typeof options === 'string') {
      this.#of(slug).set(config.id, { config, delivery: null, state: { ...state, problem: options } });
    } else {
      const onChange = (): void => {
        const { sent, lost, problem } = delivery;
        standing.state = { ...standing.state, sent, lost, problem };
        this.#changed();
      };
      const delivery = new Delivery({ ...options, onChange });
      const standing: Standing = { config, delivery, state: { ...state, on: true } };
      this.#of(slug).set(config.id, standing);
    }
    this.#changed();
  }

  #halt(standing: Standing): void {
    standing.delivery?.close();
    standing.delivery = null;
    standing.state = { ...standing.state, on: false };
  }

  /** How to reach its receiver, or why that is not to be tried. */
  #prepare(config: OutputConfig): DeliveryOptions | string {
    const output = this.known.find(({ id }) => id === config.kind);
    if (!output)
      return `This version of Beckon has no output of the kind “${config.kind}”. It is kept for one that has.`;
    for (const [key, setting] of Object.entries(output.settings)) {
      const problem = settingProblem(setting, config.settings[key] ?? setting.default);
      if (problem !== null) return problem;
    }
    const elsewhere = hostElsewhere(output.settings, config.settings);
    if (elsewhere && config.allowedHost !== elsewhere.host)
      return `${elsewhere.host} is another computer. Allow it in this output’s settings first.`;
    return { open: () => output.open(config.settings), retries: output.retries };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
