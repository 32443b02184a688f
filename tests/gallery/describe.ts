/** One element of a page, as it looks. */
export interface Look {
  /** How deep it stands. */
  depth: number;
  /** Its tag, classes and state. */
  element: string;
  /** What its style says beyond what such an element has by itself. */
  style: Record<string, string>;
}

const sides = (name: (side: string) => string): string[] => ['top', 'right', 'bottom', 'left'].map(name);
const CORNERS = ['top-left', 'top-right', 'bottom-right', 'bottom-left'];

/** Inherited: told where it is not as the parent's. */
const INHERITED = [
  ...['color', 'cursor', 'fill', 'font-size', 'font-weight', 'line-height', 'text-align'],
  ...[
    'font-variant-numeric',
    'image-rendering',
    'list-style-type',
    'pointer-events',
    'stroke',
    'stroke-width',
  ],
  ...['text-transform', 'text-wrap-mode', 'text-wrap-style', 'user-select', 'visibility'],
];

/** Told where it is not as a bare element's of that kind. */
const OWN = [
  ...['align-content', 'align-items', 'align-self', 'animation-name', 'appearance', 'aspect-ratio'],
  ...['background-color', 'background-image', 'bottom', 'box-shadow', 'clip-path', 'column-gap'],
  ...['display', 'filter', 'flex-basis', 'flex-direction', 'flex-grow', 'flex-shrink', 'flex-wrap'],
  ...['grid-auto-columns', 'grid-auto-flow', 'grid-template-columns', 'grid-template-rows', 'height'],
  ...['justify-content', 'justify-items', 'justify-self', 'left', 'max-height', 'max-width', 'min-height'],
  ...['min-width', 'object-fit', 'opacity', 'overflow-wrap', 'overflow-x', 'overflow-y', 'position', 'right'],
  ...[
    'rotate',
    'row-gap',
    'scale',
    'stroke-dasharray',
    'stroke-dashoffset',
    'text-overflow',
    'top',
    'transform',
  ],
  ...['translate', 'width', 'z-index'],
];

/** Told as one, four to a name. */
const FOURFOLD: Record<string, string[]> = {
  padding: sides((side) => `padding-${side}`),
  margin: sides((side) => `margin-${side}`),
  'border-radius': CORNERS.map((corner) => `border-${corner}-radius`),
};
/** Told where there is a border. */
const BORDER: Record<string, string[]> = {
  'border-width': sides((side) => `border-${side}-width`),
  'border-style': sides((side) => `border-${side}-style`),
  'border-color': sides((side) => `border-${side}-color`),
};

/** States that are told with an element. */
const STATES = ['role', 'type', 'disabled', 'data-state', 'aria-expanded', 'aria-invalid', 'aria-hidden'];

/** Elements of each kind that no style sheet but the browser's own applies to. */
class Bare {
  readonly #frame = document.createElement('iframe');
  readonly #styles = new Map<string, StylePropertyMapReadOnly>();

  constructor() {
    this.#frame.style.display = 'block';
    document.body.append(this.#frame);
  }

  styleOf(element: Element): StylePropertyMapReadOnly {
    const key = `${element.namespaceURI}/${element.localName}/${element.getAttribute('type')}`;
    let style = this.#styles.get(key);
    if (!style) {
      const page = this.#frame.contentDocument as Document;
      const bare = page.createElementNS(element.namespaceURI, element.localName);
      const type = element.getAttribute('type');
      if (type !== null) bare.setAttribute('type', type);
      page.body.append(bare);
      style = bare.computedStyleMap();
      this.#styles.set(key, style);
    }
    return style;
  }

  [Symbol.dispose](): void {
    this.#frame.remove();
  }
}

const valueOf = (style: StylePropertyMapReadOnly, name: string): string => style.get(name)?.toString() ?? '';

/** Four values as one where they are the same. */
function fourOf(style: StylePropertyMapReadOnly, names: readonly string[]): string {
  const values = names.map((name) => valueOf(style, name));
  return new Set(values).size === 1 ? (values[0] ?? '') : values.join(' ');
}

function styleOf(element: Element, bare: StylePropertyMapReadOnly): Record<string, string> {
  const style = element.computedStyleMap();
  const parent = element === document.body ? bare : element.parentElement?.computedStyleMap();
  const told: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = valueOf(style, name);
    if (!parent || value !== valueOf(parent, name)) told[name] = value;
  }
  for (const name of OWN) {
    const value = valueOf(style, name);
    if (value !== valueOf(bare, name)) told[name] = value;
  }
  const bordered = fourOf(style, BORDER['border-style'] ?? []) !== 'none';
  for (const [name, names] of Object.entries(bordered ? { ...FOURFOLD, ...BORDER } : FOURFOLD)) {
    const value = fourOf(style, names);
    if (value !== fourOf(bare, names)) told[name] = value;
  }
  const hint = element.getAttribute('placeholder');
  if (hint !== null) told['placeholder-color'] = getComputedStyle(element, '::placeholder').color;
  return told;
}

function nameOf(element: Element): string {
  const classes = [...element.classList].filter((name) => !/^(svelte-|lucide)/.test(name));
  const states = STATES.flatMap((name) => {
    const value = element.getAttribute(name);
    return value === null ? [] : [value === '' ? `[${name}]` : `[${name}=${value}]`];
  });
  return [element.localName, ...classes.map((name) => `.${name}`), ...states].join('');
}

/**
 * How everything on this page looks: the structure, and of each element the style that was computed for it. Sizes are
 * those that the style asks for, not those that come of the text in them, so that another font changes nothing.
 */
export function describeLook(): Look[] {
  using bare = new Bare();
  const looks: Look[] = [];
  const visit = (element: Element, depth: number): void => {
    if (element.matches('script, style, iframe, vite-error-overlay')) return;
    looks.push({ depth, element: nameOf(element), style: styleOf(element, bare.styleOf(element)) });
    // An icon is what it is; it is told by its size and colour.
    if (element.matches('svg.lucide')) return;
    for (const child of element.children) visit(child, depth + 1);
  };
  visit(document.body, 0);
  return looks;
}
