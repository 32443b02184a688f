import type {
  GestureMoment,
  OutputConfig,
  OutputKind,
  OutputRange,
  OutputValues,
} from '../../../src-main/contract';
import { consentOf } from '../../../src-main/shared/consent';
import { hostElsewhere, settingProblem } from '../../../src-main/shared/setting';

/** An output while a person changes it. */
export class OutputDraft {
  config = $state<OutputConfig>({ id: '', kind: '', name: '', settings: {}, moments: {} });

  /** The other computer that it would send to, and the setting that names it; null: none. */
  elsewhere = $derived.by(() => hostElsewhere(this.kind.settings, this.config.settings));
  allowed = $derived(this.elsewhere === null || this.config.allowedHost === this.elsewhere.host);
  /** Why it cannot be saved. */
  problem = $derived.by<string | null>(() => {
    if (this.config.name.trim() === '') return 'It needs a name.';
    for (const [key, setting] of Object.entries(this.kind.settings)) {
      const problem = settingProblem(setting, this.value(key));
      if (problem !== null) return problem;
    }
    return null;
  });
  /** Where others connect to; null: it connects to others itself. */
  address = $derived.by(() => this.#filled(this.kind.address));
  /** Where OBS finds a page that shows gestures over its picture; null: it has none. */
  overlay = $derived.by(() => this.#filled(this.kind.overlay));
  /** Whether a message’s placeholders may stand in any of its settings. */
  get takesTemplates(): boolean {
    const formats = ['template', 'words', 'json'];
    return Object.values(this.kind.settings).some(
      (setting) => setting.kind === 'text' && formats.includes(setting.format),
    );
  }
  range = $derived.by<OutputRange>(
    () => this.config.range ?? this.kind.range ?? { low: 0, high: 1, smoothing: 0 },
  );
  /** Whether it is sent a probability at all times. */
  sendsValues = $derived(Object.values(this.config.moments).some((all) => all.includes('value')));
  /** Name of the preset whose values it has; empty: it has its own. */
  preset = $derived.by(
    () =>
      this.kind.presets.find(({ values }) =>
        Object.entries(values).every(([key, value]) => this.value(key) === value),
      )?.name ?? '',
  );

  constructor(
    readonly kind: OutputKind,
    config: OutputConfig,
  ) {
    this.config = structuredClone(config);
    for (const [key, setting] of Object.entries(kind.settings)) {
      if (setting.kind === 'text' && setting.generated && !this.config.settings[key])
        this.config.settings[key] = randomToken();
    }
  }

  get #values(): OutputValues {
    return Object.fromEntries(Object.keys(this.kind.settings).map((key) => [key, this.value(key)]));
  }

  /** An address with the settings that it names in braces. */
  #filled(address: string | undefined): string | null {
    return address?.replaceAll(/\{(\w+)\}/g, (_, key: string) => String(this.value(key))) ?? null;
  }

  value(key: string): OutputValues[string] {
    return this.config.settings[key] ?? (this.kind.settings[key]?.default as OutputValues[string]);
  }

  /** Null: a number that is not entered yet. */
  set(key: string, value: OutputValues[string] | null): void {
    this.config.settings[key] = value ?? '';
  }

  take(name: string): void {
    const values = this.kind.presets.find((preset) => preset.name === name)?.values;
    if (values) Object.assign(this.config.settings, values);
  }

  /** The person's yes to the computer that is entered now, and to no other. */
  allow(yes: boolean): void {
    if (yes && this.elsewhere) this.config.allowedHost = this.elsewhere.host;
    else delete this.config.allowedHost;
  }

  /** Whether the person has agreed to what the settings say now that this one is about. */
  agreed(key: string): boolean {
    const setting = this.kind.settings[key];
    return setting?.kind === 'consent' && this.value(key) === consentOf(setting.of, this.#values);
  }

  agree(key: string, yes: boolean): void {
    const setting = this.kind.settings[key];
    if (setting?.kind === 'consent') this.set(key, yes ? consentOf(setting.of, this.#values) : '');
  }

  setRange(change: Partial<OutputRange>): void {
    this.config.range = { ...this.range, ...change };
  }

  sendsAt(classId: string, moment: GestureMoment): boolean {
    return this.config.moments[classId]?.includes(moment) ?? false;
  }

  setMoment(classId: string, moment: GestureMoment, on: boolean): void {
    const others = (this.config.moments[classId] ?? []).filter((each) => each !== moment);
    this.config.moments[classId] = on ? [...others, moment] : others;
  }
}

/** 144 bits by chance, in letters that an address can have. */
function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
