import { errorOf } from '../rpc/connection';

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'error';
  text: string;
  action: ToastAction | null;
}

const LIFETIME_MS = 6_000;
const LIFETIME_WITH_ACTION_MS = 12_000;
const MOST_SHOWN = 4;

/** Short messages at the edge of the window. Errors stay until they are dismissed. */
export class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  #timers: Record<number, ReturnType<typeof setTimeout>> = {};

  /** Answers the message's id. The same text is not shown twice at once. */
  show(text: string, options: { tone?: Toast['tone']; action?: ToastAction } = {}): number {
    const toast: Toast = {
      id: this.#nextId++,
      tone: options.tone ?? 'info',
      text,
      action: options.action ?? null,
    };
    const others = this.items.filter((item) => item.text !== text);
    this.items = [...others, toast].slice(-MOST_SHOWN);
    this.#expire(toast);
    return toast.id;
  }

  /** Shows what went wrong, as a sentence. A cancelled job is no error. */
  fail(error: unknown): void {
    const { code, message } = errorOf(error);
    if (code !== 'CANCELLED') this.show(message, { tone: 'error' });
  }

  /** Does the work; where it fails, says so and answers undefined. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers[id]);
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Keeps all messages while a person points at one of them. */
  hold(): void {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  release(): void {
    for (const toast of this.items) this.#expire(toast);
  }

  #expire(toast: Toast): void {
    if (toast.tone === 'error') return;
    clearTimeout(this.#timers[toast.id]);
    const lifetime = toast.action ? LIFETIME_WITH_ACTION_MS : LIFETIME_MS;
    this.#timers[toast.id] = setTimeout(() => this.dismiss(toast.id), lifetime);
  }
}
