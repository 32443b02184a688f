import { describe, expect, it } from 'vitest';
import { Parts } from '../../../../src-renderer/base/parts';

class Lamp {
  on = false;
}
class Clock {
  #ticks = 0;
  tick(): number {
    return ++this.#ticks;
  }
}

describe('Parts', () => {
  it('answers each class with its one instance', () => {
    const lamp = new Lamp();
    const parts = new Parts([lamp, new Clock()]);
    expect(parts.get(Lamp)).toBe(lamp);
    expect(parts.get(Clock).tick()).toBe(1);
    expect(parts.get(Clock).tick()).toBe(2);
  });

  it('names a class of which there is none', () => {
    expect(() => new Parts([new Lamp()]).get(Clock)).toThrow('No Clock was provided.');
  });

  it('takes no two parts of one class', () => {
    expect(() => new Parts([new Lamp(), new Lamp()])).toThrow('two parts of the class Lamp');
  });
});
