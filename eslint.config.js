import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { pureRooms } from './rooms.mjs';
import { noPageRule, roomsRule } from './scripts/eslint-rooms.mjs';

export default ts.config(
  {
    ignores: [
      'out/',
      'dist/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      '.cache/',
      'demo-out/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.ts', '**/*.svelte'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.{ts,svelte,js,mjs}'],
    plugins: { beckon: { rules: { rooms: roomsRule, 'no-page': noPageRule } } },
    rules: { 'beckon/rooms': 'error' },
  },
  {
    files: ['src-renderer/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@tensorflow/tfjs',
              allowTypeImports: true,
              message:
                'It loads every part; import values from the part that holds them (docs/decisions/0006).',
            },
          ],
        },
      ],
    },
  },
  {
    files: pureRooms.map((room) => `${room}/**`),
    rules: { 'beckon/no-page': 'error' },
  },
  prettier,
  ...svelte.configs['flat/prettier'],
);
