/** `1 clip`, `24 clips`, `1,200 clips`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** `93.5 %`, with a space at which no line breaks; a dash where there is no number. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? '–' : `${(share * 100).toFixed(digits)}\u00a0%`;
}

/** `40 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return total % 60 === 0 ? `${minutes} min` : `${minutes} min ${total % 60} s`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `less than 10 s`, `about 40 s`, `about 4 min`, `about 1 h 10 min`: a {@link duration} that is known roughly. */
export function about(seconds: number): string {
  if (seconds < 10) return 'less than 10 s';
  const step = seconds < 60 ? 10 : seconds < 3600 ? 60 : 600;
  return `about ${duration(Math.round(seconds / step) * step)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** The language of dates; undefined: that of the browser or system. */
let dateLanguage: string | undefined;

/** Sets the language that {@link when} writes in from now on; null: that of the browser or system. */
export function writeDatesIn(language: string | null): void {
  dateLanguage = language ?? undefined;
}

/** A date and time as a person writes it, to the minute or the second. */
export function when(iso: string, { language = dateLanguage, seconds = false }: WhenOptions = {}): string {
  return new Date(iso).toLocaleString(language, {
    dateStyle: 'medium',
    timeStyle: seconds ? 'medium' : 'short',
  });
}

interface WhenOptions {
  language?: string | undefined;
  seconds?: boolean;
}
