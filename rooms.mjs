// The rooms of the house, and what each may import. ESLint (scripts/eslint-rooms.mjs) holds every import to this table
// while one writes; tests/architecture holds the whole tree to what one file alone does not show.

/**
 * A key is a folder with all below it, `folder/*` the files that lie directly in it, or a file. Of several that fit, the
 * longest counts. A room may import itself and the rooms in its row; `type ` before a room allows its types only,
 * and `**` every room. Rows lead downwards: a room names only rooms whose rows do not lead back to it.
 * @typedef {Readonly<Record<string, readonly string[]>>} Rooms
 */

/** What every room of the page stands on: pure values, and the types of what can be asked of main. */
const VALUES = ['src-main/shared', 'type src-main/contract'];

/** What features are made of. Of the engine they see its front door only. */
const FLOOR = [
  ...VALUES,
  'src-renderer/learning',
  'src-renderer/gestures',
  'src-renderer/engine/*',
  'src-renderer/capture',
  'src-renderer/clip-check',
  'src-renderer/rpc',
  'src-renderer/jobs',
  'src-renderer/ui',
  'src-renderer/base',
];

const ENGINE = [...VALUES, 'src-renderer/learning', 'src-renderer/engine/*'];

/** @param {string} name */
const feature = (name) => `src-renderer/features/${name}`;
/** @param {string} name */
const engine = (name) => `src-renderer/engine/${name}`;

/** @type {Rooms} */
export const rooms = {
  'src-main/shared': [],
  'src-main/contract': ['src-main/shared'],
  'src-main/store': ['src-main/shared', 'src-main/contract'],
  'src-main/formats/datasets': ['src-main/shared', 'src-main/contract', 'src-main/store'],
  'src-main/formats/models': ['src-main/shared', 'src-main/contract', 'src-main/store', 'resources'],
  'src-main/outputs': ['src-main/shared', 'src-main/contract'],
  'src-main/services': [
    'src-main/shared',
    'src-main/contract',
    'src-main/store',
    'src-main/formats/datasets',
    'src-main/formats/models',
    'src-main/outputs',
  ],
  'src-main/hosts/*': ['src-main/shared', 'src-main/contract', 'type src-main/store', 'package.json'],
  'src-main/router': [
    'src-main/shared',
    'src-main/contract',
    'src-main/store',
    'src-main/formats/datasets',
    'src-main/formats/models',
    'src-main/services',
    'src-main/hosts/*',
  ],
  'src-main/hosts/browser': [
    'src-main/shared',
    'src-main/contract',
    'src-main/services',
    'src-main/router',
    'src-main/hosts/*',
    'scripts',
  ],
  'src-main/hosts/electron': [
    'src-main/shared',
    'src-main/contract',
    'src-main/store',
    'src-main/services',
    'src-main/router',
    'src-main/hosts/*',
  ],
  'src-main/cli': [
    'src-main/shared',
    'src-main/contract',
    'src-main/store',
    'src-main/formats/datasets',
    'src-main/formats/models',
    'src-main/outputs',
    'src-main/services',
    'src-main/router',
    'src-main/hosts/*',
    'src-main/hosts/browser',
    'scripts',
  ],

  'src-renderer/learning': VALUES,
  'src-renderer/gestures': [...VALUES, 'src-renderer/learning'],
  'src-renderer/capture': VALUES,
  'src-renderer/clip-check': [...VALUES, 'src-renderer/learning', 'src-renderer/capture'],
  'src-renderer/rpc': [...VALUES, 'src-renderer/learning'],

  'src-renderer/engine/*': [...VALUES, 'src-renderer/learning'],
  [engine('kernels')]: ENGINE,
  [engine('layers')]: [...ENGINE, engine('kernels')],
  [engine('backends')]: [...ENGINE, engine('kernels')],
  [engine('model')]: [...ENGINE, engine('kernels'), engine('layers'), 'resources'],
  [engine('stream')]: [...ENGINE, engine('kernels'), engine('layers'), engine('model')],
  [engine('training')]: [...ENGINE, engine('kernels'), engine('layers'), engine('backends'), engine('model')],
  [engine('captions')]: [
    ...ENGINE,
    ...['kernels', 'layers', 'backends', 'model', 'stream', 'training'].map(engine),
  ],
  [engine('worker')]: [
    ...ENGINE,
    ...['kernels', 'layers', 'backends', 'model', 'stream', 'training', 'captions'].map(engine),
  ],

  'src-renderer/jobs': [
    ...VALUES,
    'src-renderer/learning',
    'src-renderer/gestures',
    'src-renderer/engine/*',
    'src-renderer/capture',
    'src-renderer/clip-check',
    'src-renderer/rpc',
  ],
  'src-renderer/headless': [
    ...VALUES,
    'src-renderer/learning',
    'src-renderer/gestures',
    'src-renderer/engine/*',
    'src-renderer/capture',
    'src-renderer/clip-check',
    'src-renderer/rpc',
    'src-renderer/jobs',
    'src-renderer/ui',
  ],
  /** What leaves with a model, for other people's pages. */
  'src-renderer/webpage': [
    ...VALUES,
    'src-renderer/gestures',
    'src-renderer/capture',
    'src-renderer/jobs',
    'src-renderer/engine/*',
    'src-renderer/engine/stream',
    'src-renderer/engine/backends',
  ],

  'src-renderer/ui': [...VALUES, 'src-renderer/learning'],
  'src-renderer/base': FLOOR.filter((room) => room !== 'src-renderer/base'),
  [feature('projects')]: FLOOR,
  [feature('engine')]: FLOOR,
  [feature('camera')]: [...FLOOR, feature('projects')],
  [feature('clips')]: [...FLOOR, feature('projects')],
  [feature('check')]: [...FLOOR, feature('clips'), feature('projects')],
  [feature('import')]: [...FLOOR, feature('clips'), feature('projects')],
  [feature('report')]: [...FLOOR, feature('clips'), feature('engine'), feature('projects')],
  [feature('export')]: [
    ...FLOOR,
    feature('clips'),
    feature('import'),
    feature('projects'),
    feature('report'),
  ],
  [feature('train')]: [
    ...FLOOR,
    feature('check'),
    feature('clips'),
    feature('engine'),
    feature('projects'),
    feature('report'),
  ],
  [feature('instant')]: [...FLOOR, feature('clips'), feature('live'), feature('projects')],
  [feature('collect')]: [
    ...FLOOR,
    feature('camera'),
    feature('check'),
    feature('clips'),
    feature('import'),
    feature('instant'),
    feature('projects'),
    feature('report'),
  ],
  [feature('outputs')]: [...FLOOR, feature('projects')],
  [feature('live')]: [
    ...FLOOR,
    feature('camera'),
    feature('clips'),
    feature('engine'),
    feature('outputs'),
    feature('projects'),
    feature('report'),
    feature('train'),
  ],
  [feature('tune')]: [...FLOOR, feature('camera'), feature('clips'), feature('projects'), feature('report')],
  [feature('settings')]: [
    ...FLOOR,
    feature('camera'),
    feature('engine'),
    feature('projects'),
    feature('train'),
  ],
  'src-renderer/app': [...FLOOR, 'src-renderer/features'],
  /** The pages' entries. */
  'src-renderer/*': [
    ...VALUES,
    'src-renderer/engine/*',
    'src-renderer/rpc',
    'src-renderer/ui',
    'src-renderer/app',
    'src-renderer/headless',
  ],

  'package.json': [],
  resources: [],
  /** Programs of others. */
  examples: [],
  /** The configuration of the tools. */
  '*': ['scripts', 'rooms.mjs'],
  'rooms.mjs': [],
  scripts: ['rooms.mjs', 'tests/bench'],
  'tests/fixtures': ['**'],
  'tests/unit': ['**'],
  'tests/contract': ['**'],
  'tests/architecture': ['**'],
  'tests/e2e': ['**'],
  'tests/bench': ['**'],
  'tests/parity': ['**'],
  'tests/gallery': ['**'],
};

/** What shows something to a person. */
const SCREENS = [
  'src-renderer/ui',
  'src-renderer/base',
  'src-renderer/features',
  'src-renderer/app',
  'src-renderer/*',
];
const NODE = ['store', 'formats', 'outputs', 'services', 'router', 'hosts', 'cli'].map(
  (name) => `src-main/${name}`,
);

/**
 * Packages that only some rooms may import; any room below them may, too. Tests, scripts and configuration are free.
 * @type {readonly { package: RegExp, rooms: readonly string[] }[]}
 */
const packages = [
  { package: /^electron(-store|-updater)?$/, rooms: ['src-main/hosts/electron'] },
  {
    package: /^@tensorflow\//,
    rooms: [
      ...['kernels', 'layers', 'backends', 'model', 'stream', 'training', 'captions', 'worker'].map(engine),
      'src-renderer/webpage',
    ],
  },
  { package: /^(svelte|@lucide\/svelte|bits-ui|virtua|uplot)(\/|$)/, rooms: SCREENS },
  { package: /^node:/, rooms: NODE },
];

/**
 * Rooms that know neither Svelte nor the DOM. They may use what both a page and Node have (timers, `Blob`, `File`,
 * `AbortController`, `performance`), and nothing that only a page has.
 */
export const pureRooms = [
  'src-main/shared',
  'src-main/contract',
  'src-renderer/learning',
  'src-renderer/gestures',
  'src-renderer/jobs',
];

/** @param {string} key @param {string} path */
function fits(key, path) {
  if (!key.endsWith('*')) return path === key || path.startsWith(`${key}/`);
  const folder = key.slice(0, -1);
  return path.startsWith(folder) && !path.slice(folder.length).includes('/');
}

/**
 * The room a file lies in.
 * @param {string} path from the root of the repository, with `/`
 * @param {Rooms} [table]
 * @returns {string | null}
 */
export function roomOf(path, table = rooms) {
  const fitting = Object.keys(table).filter((key) => fits(key, path));
  return fitting.sort((one, other) => other.length - one.length)[0] ?? null;
}

/**
 * Why a file may not import another one, or null where it may.
 * @param {string} from
 * @param {string} to
 * @param {'value' | 'type'} kind
 * @param {Rooms} [table]
 * @returns {string | null}
 */
export function refusal(from, to, kind, table = rooms) {
  const [room, target] = [roomOf(from, table), roomOf(to, table)];
  if (room === null) return `${from} lies in no room of rooms.mjs.`;
  if (target === null) return `${to} lies in no room of rooms.mjs.`;
  if (room === target) return null;
  const row = table[room] ?? [];
  // `folder/*` names that room alone, not the rooms in the folder.
  const leads = (/** @type {string} */ entry) =>
    entry === '**' || entry === target || target.startsWith(`${entry}/`);
  if (
    row.some((entry) => leads(entry.replace(/^type /, '')) && (kind === 'type' || !entry.startsWith('type ')))
  )
    return null;
  const onlyTypes = row.some((entry) => entry.startsWith('type ') && leads(entry.slice(5)));
  return `${room} may not import ${onlyTypes ? 'values' : 'anything'} from ${target} (see rooms.mjs).`;
}

/**
 * Why a file may not import a package, or null where it may.
 * @param {string} from
 * @param {string} name as it is imported
 * @returns {string | null}
 */
export function packageRefusal(from, name) {
  if (!/^src-(main|renderer)\//.test(from)) return null;
  const only = packages.find((entry) => entry.package.test(name));
  if (!only || only.rooms.some((room) => fits(room, from))) return null;
  return `Only ${only.rooms.join(', ')} may import ${name} (see rooms.mjs).`;
}
