import { createContext } from 'svelte';

/** The class of a part, under which a component asks for it. */
type PartClass<T extends object = object> = abstract new (...args: never[]) => T;

/** What a page is made of: one instance a class. A component asks for the classes it needs and knows no other. */
export class Parts {
  readonly #parts = new Map<PartClass, object>();

  /** Adds parts, each under its own class. Throws where a class is there already. */
  constructor(parts: Iterable<object> = []) {
    for (const part of parts) this.add(part.constructor as PartClass, part);
  }

  /** Adds a part under a class; a test may put a fake in its place. */
  add<T extends object>(part: PartClass<T>, instance: T): this {
    if (this.#parts.has(part)) throw new Error(`There are two parts of the class ${part.name}.`);
    this.#parts.set(part, instance);
    return this;
  }

  /** Throws where there is no part of that class. */
  get<T extends object>(part: PartClass<T>): T {
    const instance = this.#parts.get(part);
    if (!instance) throw new Error(`No ${part.name} was provided. app/ has to construct and provide it.`);
    return instance as T;
  }
}

const [getParts, setParts] = createContext<Parts>();

/** Hands the parts to every component below the one that is being created. */
export const provide = setParts;

/** The part of a class, while a component is being created. Throws where it was not provided. */
export const use = <T extends object>(part: PartClass<T>): T => getParts().get(part);
