import { packageRefusal, pureRooms, refusal, roomOf, type Rooms } from '../../rooms.mjs';
import type { Graph } from './graph';

type Table = Rooms | undefined;

/** Files that lie in no room. */
export const homeless = ({ files }: Graph, table?: Table): string[] =>
  files.filter((file) => roomOf(file, table) === null);

/** Imports that the table does not allow. */
export function refusals({ imports }: Graph, table?: Table): string[] {
  return imports.flatMap(({ from, to, kind, isPackage }) => {
    const why = isPackage ? packageRefusal(from, to) : refusal(from, to, kind, table);
    return why === null ? [] : [`${from} imports ${to}: ${why}`];
  });
}

/** Rooms that lead back to themselves, by what the table allows. */
export function roomCircles(table: Rooms): string[] {
  const named = (entry: string): string[] => {
    const name = entry.replace(/^type /, '');
    return Object.keys(table).filter((room) => room === name || room.startsWith(`${name}/`));
  };
  const edges = Object.entries(table).flatMap(([from, row]) =>
    row.flatMap(named).flatMap((to) => (to === from ? [] : [{ from, to }])),
  );
  return circlesOf(edges);
}

/** Circles of imports among files; types count. */
export const fileCircles = ({ imports }: Graph): string[] =>
  circlesOf(imports.filter(({ isPackage }) => !isPackage));

interface Edge {
  from: string;
  to: string;
}

/** Where one step leads from a node. */
function neighboursIn(edges: readonly Edge[]): (node: string) => readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  return (node) => next.get(node) ?? [];
}

/** A shortest circle through each node that lies on one, once a set of nodes: `a > b > a`. */
function circlesOf(edges: readonly Edge[]): string[] {
  const next = neighboursIn(edges);
  const known = new Map<string, string>();
  for (const start of new Set(edges.map(({ from }) => from))) {
    const path = shortestPath(start, next, (node) => node === start);
    if (!path) continue;
    const nodes = [...new Set(path)].sort().join();
    known.set(nodes, known.get(nodes) ?? path.join(' > '));
  }
  return [...known.values()].sort();
}

/** A shortest path from a node, over one edge at least, to a goal; with both ends. */
function shortestPath(
  start: string,
  neighbours: (node: string) => readonly string[],
  isGoal: (node: string) => boolean,
): string[] | null {
  const before = new Map<string, string>();
  for (const queue = [start]; queue.length > 0;) {
    const node = queue.shift() as string;
    for (const to of neighbours(node)) {
      if (isGoal(to)) {
        const path = [to];
        for (let step: string | undefined = node; step !== undefined; step = before.get(step))
          path.unshift(step);
        return path;
      }
      if (before.has(to) || to === start) continue;
      before.set(to, node);
      queue.push(to);
    }
  }
  return null;
}

/** How files of these rooms come to what they must not need when they run, over however many imports. */
function reaching(
  { files, imports }: Graph,
  starts: (file: string) => boolean,
  goal: (to: string) => boolean,
): string[] {
  const next = neighboursIn(imports.filter(({ kind }) => kind === 'value'));
  return files.filter(starts).flatMap((file) => {
    const path = shortestPath(file, next, goal);
    return path ? [path.join(' > ')] : [];
  });
}

const isProduct = (file: string): boolean => /^src-(main|renderer)\//.test(file);

/** What carries the engine, and is no part of the app's page. */
const ENGINE = ['src-renderer/engine/', 'src-renderer/webpage/'];

/** Ways from outside the engine to TensorFlow.js. The engine's worker is started by its URL, which is no import. */
export const waysToTensorflow = (graph: Graph): string[] =>
  reaching(
    graph,
    (file) => isProduct(file) && !ENGINE.some((folder) => file.startsWith(folder)),
    (path) => path.startsWith('@tensorflow/'),
  );

/** Ways from rooms that know no page to a component, to runes or to Svelte itself. */
export const waysToSvelte = (graph: Graph): string[] =>
  reaching(
    graph,
    (file) => pureRooms.some((room) => file.startsWith(`${room}/`)),
    (path) => /^svelte(\/|$)|\.svelte(\.ts)?$/.test(path),
  );
