import { globalShortcut } from 'electron';

const KEYS = 'CommandOrControl+Alt+Shift+K';

/** What a shortcut that works whatever program is in front needs of outputs. */
interface Stoppable {
  readonly anyOn: boolean;
  stop(): void;
  onChange(listener: () => void): unknown;
}

/** Stops all outputs by a shortcut, which is taken from other programs only while an output is on. */
export function stopByShortcut(outputs: Stoppable): void {
  outputs.onChange(() => {
    const held = globalShortcut.isRegistered(KEYS);
    if (outputs.anyOn && !held) globalShortcut.register(KEYS, () => outputs.stop());
    else if (!outputs.anyOn && held) globalShortcut.unregister(KEYS);
  });
}
