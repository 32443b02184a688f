import { z } from 'zod';
import type { GestureMessage, GestureMoment, OutputKind, OutputRange, OutputValues } from '../contract';
import { fieldsOf } from '../contract/setting-schema';
import { defaultsOf, type FieldSetting, type ValuesOf } from '../shared/setting';
import type { TemplateValues } from '../shared/template';

type Table = Readonly<Record<string, FieldSetting>>;

/** What sends a gesture's messages to one receiver. */
export interface Channel {
  /**
   * Resolves when the message is handed over, as far as that can be told. Rejects with an {@link OutputError}. Waits no
   * longer than until the signal.
   */
  send(message: GestureMessage, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** What a channel tells by itself, while it is open. */
export interface Link {
  /** It has come to an end that nobody here asked for. It is opened anew where another attempt may succeed. */
  lost(error: OutputError): void;
  /** What a person should know of it, e.g. how many listen. */
  note(text: string): void;
}

/** The output that a channel is opened for. */
export interface OutputIdentity {
  id: string;
  name: string;
}

/** A kind of output as its file describes it. */
interface Definition<T extends Table> {
  id: string;
  name: string;
  /** What it does, in a sentence. */
  description: string;
  /** Each a field of its form. Text may be a template; see `shared/template.ts`. */
  settings: T;
  /** Where others connect to, with settings in braces. */
  address?: string;
  /** Where a page that shows gestures over OBS’s picture is, the same way. */
  overlay?: string;
  /** The moments of a gesture that a new one sends at; by default its start. */
  moments?: readonly GestureMoment[];
  /** It may also be sent something several times a second: while a gesture lasts, or its probability at all times. */
  continuous?: true;
  /** What becomes of a probability where an output does not say. */
  range?: OutputRange;
  /** Whether the end of a gesture undoes what its start did: where it is sent the one, it is sent the other. */
  untilEnd?(settings: ValuesOf<T>): boolean;
  presets?: readonly { name: string; hint: string; values: Partial<ValuesOf<T>> }[];
  /** How long to wait, in ms, before each further attempt at a message. By default there is none. */
  retries?: readonly number[];
  /**
   * Called when the output is switched on, and again where that has failed or the channel was lost. Rejects with an
   * {@link OutputError} where the receiver can be told to be out of reach.
   */
  open(settings: ValuesOf<T>, link: Link, output: OutputIdentity): Channel | Promise<Channel>;
}

/** A kind of output whose settings may be anything that was saved. */
export interface Output extends OutputKind {
  retries: readonly number[];
  /** See {@link Definition.untilEnd}. */
  untilEnd(settings: OutputValues): boolean;
  /** Settings that are missing are as by default. */
  open(settings: OutputValues, link?: Link, output?: OutputIdentity): Promise<Channel>;
}

const NO_LINK: Link = { lost: () => undefined, note: () => undefined };

export function defineOutput<const T extends Table>(definition: Definition<T>): Output {
  const { presets = [], retries = [], moments = ['start'], settings } = definition;
  const schema = z.object(fieldsOf(settings));
  const whole = (values: OutputValues): ValuesOf<T> =>
    schema.parse({ ...defaultsOf(settings), ...values }) as ValuesOf<T>;
  return {
    ...definition,
    settings: { ...settings },
    presets: presets.map((preset) => ({ ...preset, values: preset.values as OutputValues })),
    moments: [...moments],
    offered: definition.continuous ? ['start', 'held', 'end', 'value'] : ['start', 'end'],
    retries,
    untilEnd: (values) => definition.untilEnd?.(whole(values)) ?? false,
    open: async (values, link = NO_LINK, output = { id: definition.id, name: definition.name }) =>
      definition.open(whole(values), link, output),
  };
}

/** Why a message did not arrive, as a sentence. */
export class OutputError extends Error {
  /** @param again whether another attempt may succeed */
  constructor(
    message: string,
    readonly again = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a message's placeholders stand for. */
export const templateValues = (message: GestureMessage): TemplateValues => ({
  class: message.className,
  id: message.classId,
  number: message.number,
  event: message.event,
  confidence: message.confidence,
  value: message.value ?? message.confidence,
  probabilities: message.probabilities,
  time: message.time,
});
