import type { EventRule } from '../../src-main/contract';
import { DEFAULT_RULE } from '../../src-main/shared/rule-defaults';
import { argMax } from '../learning/arg-max';

export { DEFAULT_RULE };

/** A rule whose classes go by the order of the probabilities. */
export interface IndexedRule extends Readonly<Omit<EventRule, 'classThresholds'>> {
  /** The least confidence in each class; absent: the threshold goes for all of them. */
  readonly thresholds?: readonly number[] | undefined;
}

/** What is asked of a model's answers before they count as a gesture. */
export interface GestureSettings extends IndexedRule {
  /** Of each class, in the order of the probabilities, whether it stands for no gesture. */
  readonly none: readonly boolean[];
}

const GESTURE_DEFAULTS: GestureSettings = { ...DEFAULT_RULE, none: [] };

/** What a live answer says of a window beside the probabilities, as `LiveAnswer` has it. */
export interface Seen {
  readonly typicality?: number | undefined;
  readonly unnamed?: boolean | undefined;
}

/** What one window says by itself. */
export interface GestureState {
  /** Index of the class with the greatest probability. */
  readonly winner: number;
  readonly confidence: number;
  /** Whether the confidence reaches the threshold, and it is like what the model knows. */
  readonly sure: boolean;
  /** Whether it is like nothing that the model knows, or a movement was made that no class was named for. */
  readonly unseen: boolean;
  /**
   * Whether it is likelier that no gesture is due than any one, and no movement has been made that is not known; a model that
   * cannot tell never says so.
   */
  readonly idle: boolean;
}

/** A gesture starts or ends. */
export interface GestureEvent {
  readonly kind: 'start' | 'end';
  /** Index of its class. */
  readonly index: number;
  /** Time of the window that decided it, in ms. */
  readonly at: number;
  /** Its class's probability in that window; 0 where there was no answer. */
  readonly confidence: number;
}

/** The least confidence in a class that counts. */
const leastOf = ({ threshold, thresholds }: Thresholds, index: number): number =>
  thresholds?.[index] ?? threshold;

export type Thresholds = Pick<IndexedRule, 'threshold' | 'thresholds' | 'unseen'>;

/** The same rule with another threshold; those of single classes move by as much. */
export function withThreshold<R extends IndexedRule>(rule: R, threshold: number): R {
  const by = threshold - rule.threshold;
  const thresholds = rule.thresholds?.map((own) => moved(own, by));
  return { ...rule, threshold, ...atOnceOf(rule, by), ...(thresholds && { thresholds }) };
}

/** What is enough at once in a rule whose threshold is moved by so much; nothing where nothing is. Above 1 it never is, but comes back with the threshold. */
export const atOnceOf = ({ atOnce }: Pick<IndexedRule, 'atOnce'>, by = 0): Pick<IndexedRule, 'atOnce'> =>
  atOnce === undefined ? {} : { atOnce: Math.round(1000 * Math.max(0, atOnce + by)) / 1000 };

/** A threshold of a class, moved as far as it can be. */
export const moved = (own: number, by: number): number =>
  Math.round(1000 * Math.min(1, Math.max(0, own + by))) / 1000;

/**
 * The winning class of one window; null where there are no probabilities. Where nothing is to be taken for never seen,
 * movements that none was named for are of no account either.
 */
export function stateOf(
  probabilities: readonly number[],
  thresholds: Thresholds,
  { typicality = 1, unnamed = false }: Seen = {},
): GestureState | null {
  const winner = argMax(probabilities);
  const confidence = probabilities[winner];
  if (confidence === undefined) return null;
  // What is left to 1 is the probability that none is due.
  const none = 1 - probabilities.reduce((sum, probability) => sum + probability, 0);
  const refused = thresholds.unseen ?? 0;
  const strange = typicality < refused;
  const sure = !strange && confidence >= leastOf(thresholds, winner);
  const foreign = unnamed && !sure && refused > 0;
  return { winner, confidence, sure, unseen: strange || foreign, idle: none > confidence && !foreign };
}

/** What a person is told of a window. */
export interface Said extends Omit<GestureState, 'confidence'> {
  /** Null where a gesture lasts though the window by itself would not be sure of it: the number would belie the name. */
  readonly confidence: number | null;
}

/**
 * What a person is told of a window. While a gesture lasts, that is this gesture, as outputs are told, whatever the window is like by
 * itself: its end is often like nothing known.
 * @param lasting index of the class whose gesture has started and not ended; null: none has
 */
export function saidOf(
  probabilities: readonly number[],
  thresholds: Thresholds,
  { seen, lasting }: { seen?: Seen | undefined; lasting: number | null },
): Said | null {
  const own = lasting === null ? undefined : probabilities[lasting];
  if (lasting === null || own === undefined) return stateOf(probabilities, thresholds, seen);
  const confidence = own >= leastOf(thresholds, lasting) ? own : null;
  return { winner: lasting, confidence, sure: true, unseen: false, idle: false };
}

/**
 * Turns the probabilities of one window after another into gestures. A gesture starts once a class that is a gesture
 * has won `windows` windows in a row, each with its threshold's confidence at least and none of them like nothing that the
 * model knows, or one such window with the confidence of `atOnce`. It ends with the first window in which another class has that, or its own confidence falls below its
 * threshold's `release`; only then, and after the `cooldown`, can one start again. What has begun is not ended by a window
 * that is like nothing known: the end of a gesture often is.
 */
export class GestureRule {
  settings: GestureSettings;
  #state: GestureState | null = null;
  /** The gesture that the last windows speak for, and how many they are. */
  #candidate: number | null = null;
  #windows = 0;
  #active: number | null = null;
  /** When the last gesture ended, in ms. */
  #ended = -Infinity;

  constructor(settings: Partial<GestureSettings> = {}) {
    this.settings = { ...GESTURE_DEFAULTS, ...settings };
  }

  /** What the last window said; null where it had no answer. */
  get state(): GestureState | null {
    return this.#state;
  }

  /** Index of the class whose gesture has started and not ended; null where there is none. */
  get active(): number | null {
    return this.#active;
  }

  /**
   * @param probabilities one a class, of the next window; null: there is no answer, which ends any gesture
   * @param at the window's time, in ms
   * @returns what starts or ends with this window; an end comes before a start
   */
  push(probabilities: readonly number[] | null, at: number, seen?: Seen): GestureEvent[] {
    const { windows, cooldown, none } = this.settings;
    this.#state = probabilities && stateOf(probabilities, this.settings, seen);
    const { winner = null, sure = false, confidence = 0 } = this.#state ?? {};
    const candidate = winner !== null && sure && none[winner] !== true ? winner : null;
    this.#windows = candidate === this.#candidate ? this.#windows + 1 : 1;
    this.#candidate = candidate;

    const events: GestureEvent[] = [];
    const event = (kind: GestureEvent['kind'], index: number): void => {
      events.push({ kind, index, at, confidence: probabilities?.[index] ?? 0 });
    };
    if (this.#active !== null && !this.#lasts(this.#active, probabilities)) {
      event('end', this.#active);
      this.#active = null;
      this.#ended = at;
    }
    const free = this.#active === null && at - this.#ended >= 1000 * cooldown;
    if (candidate !== null && free && (this.#windows >= windows || confidence >= this.#atOnce(candidate))) {
      event('start', candidate);
      this.#active = candidate;
    }
    return events;
  }

  /** What is enough at once of a class, as much above its own threshold as above that of all. */
  #atOnce(index: number): number {
    const { atOnce, threshold } = this.settings;
    return atOnce === undefined ? Infinity : atOnce + leastOf(this.settings, index) - threshold;
  }

  #lasts(active: number, probabilities: readonly number[] | null): boolean {
    if (!probabilities) return false;
    const { winner = active, sure = false } = this.#state ?? {};
    if (sure && winner !== active) return false;
    return (probabilities[active] ?? 0) >= this.settings.release * leastOf(this.settings, active);
  }
}
