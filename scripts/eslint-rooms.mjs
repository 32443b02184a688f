// ESLint rules that hold the table in rooms.mjs.
import { posix, relative, sep } from 'node:path';
import globals from 'globals';
import { packageRefusal, refusal } from '../rooms.mjs';
import { root } from './ensure-build.mjs';

/** Every import is one that the table allows. @type {import('eslint').Rule.RuleModule} */
export const roomsRule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{ why }}' } },
  create(context) {
    const from = relative(root, context.filename).split(sep).join('/');

    /** @param {import('eslint').Rule.Node} node @param {unknown} source @param {'value' | 'type'} kind */
    const check = (node, source, kind) => {
      if (typeof source !== 'string') return;
      const why = source.startsWith('.')
        ? refusal(from, posix.join(posix.dirname(from), source.replace(/\?.*$/, '')), kind)
        : packageRefusal(from, source);
      if (why !== null) context.report({ node, messageId: 'refused', data: { why } });
    };
    /** @param {any} node as typescript-eslint gives it */
    const declaration = (node) =>
      check(node, node.source?.value, (node.importKind ?? node.exportKind) === 'type' ? 'type' : 'value');

    return {
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: (/** @type {any} */ node) => check(node, node.source.value, 'value'),
      TSImportType: (/** @type {any} */ node) => check(node, node.source?.value, 'type'),
    };
  },
};

/** What a page has and Node has not: `document` and its like. (Node has had `File` since 20, `globals` says otherwise.) */
const pageOnly = new Set(
  Object.keys(globals.browser).filter((name) => !(name in globals.node) && name !== 'File'),
);

/** A room that knows no page names nothing that only a page has, neither as a value nor as a type. @type {import('eslint').Rule.RuleModule} */
export const noPageRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      page: 'Only a page has “{{ name }}”, and this room knows none (see pureRooms in rooms.mjs).',
    },
  },
  create: (context) => ({
    'Program:exit'(program) {
      const { variables, through } = context.sourceCode.getScope(program);
      const globalReferences = variables
        .filter(({ defs }) => defs.length === 0)
        .flatMap(({ references }) => references);
      for (const { identifier } of [...globalReferences, ...through]) {
        const { name } = identifier;
        if (pageOnly.has(name)) context.report({ node: identifier, messageId: 'page', data: { name } });
      }
    },
  }),
};
