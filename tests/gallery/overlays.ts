/** Components that open over the page they are on. Each has a page of its own within the gallery. */
export const OVERLAYS: ReadonlySet<string> = new Set(['Dialog', 'Menu', 'NameDialog', 'Toasts', 'Tooltips']);
