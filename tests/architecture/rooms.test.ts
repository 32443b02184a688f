import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rooms } from '../../rooms.mjs';
import { codeFiles, readGraph } from './graph';
import { fileCircles, homeless, refusals, roomCircles, waysToSvelte, waysToTensorflow } from './walls';

const root = join(import.meta.dirname, '..', '..');
const graph = readGraph(root, codeFiles(root, ['src-main', 'src-renderer', 'scripts', 'tests']));

test('the whole tree is read', () => {
  expect(graph.files).toContain('src-renderer/app/App.svelte');
  expect(graph.files).toContain('src-main/contract/index.ts');
  expect(graph.broken).toEqual([]);
});

test('every file lies in a room', () => {
  expect(homeless(graph)).toEqual([]);
});

test('rooms import what the table allows, and nothing else', () => {
  expect(refusals(graph)).toEqual([]);
});

test('the table has no circle of rooms', () => {
  expect(roomCircles(rooms)).toEqual([]);
});

test('there is no circle of imports, types included', () => {
  expect(fileCircles(graph)).toEqual([]);
});

test('nothing outside the engine reaches TensorFlow.js', () => {
  expect(waysToTensorflow(graph)).toEqual([]);
});

test('rooms that know no page do not reach Svelte', () => {
  expect(waysToSvelte(graph)).toEqual([]);
});
