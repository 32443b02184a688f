import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The walls between the parts (see "Layout" in the README). */
const electron = { name: 'electron', message: 'Only src-main/hosts/electron may import electron.' };
const tensorflow = {
  group: ['@tensorflow/*'],
  message: 'Only src-renderer/engine may import TensorFlow.js.',
};
const wall = (...patterns) => ['error', { paths: [electron], patterns }];
const mainTypesOnly = {
  regex: 'src-main/(?!shared/)',
  allowTypeImports: true,
  message: 'The renderer imports types only from src-main, and values from src-main/shared.',
};
const noRenderer = { regex: 'src-renderer/', message: 'src-main does not import the renderer.' };

export default ts.config(
  { ignores: ['out/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/', 'demo-out/'] },
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
    files: ['src-main/**'],
    rules: { '@typescript-eslint/no-restricted-imports': wall(tensorflow, noRenderer) },
  },
  {
    files: ['src-main/hosts/electron/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [tensorflow, noRenderer] }],
    },
  },
  {
    files: ['src-renderer/**'],
    rules: { '@typescript-eslint/no-restricted-imports': wall(tensorflow, mainTypesOnly) },
  },
  {
    files: ['src-renderer/engine/**'],
    rules: { '@typescript-eslint/no-restricted-imports': wall(mainTypesOnly) },
  },
  prettier,
  ...svelte.configs['flat/prettier'],
);
