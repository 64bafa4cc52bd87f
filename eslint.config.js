// What ESLint asks of the pages' scripts. Layout is Prettier's business (.prettierrc.json), types are tsc's
// (tsconfig.json).
import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import noUnsanitized from 'eslint-plugin-no-unsanitized';
import globals from 'globals';
import { maxLinesPerClass } from './tests/pages/rules/max-lines-per-class.js';

const PAGES = ['static-site/**/*.js', 'infrastructure/slice/template/static-site/**/*.js'];
const AREAS = ['admin', 'console', 'guest', 'links', 'portal', 'ticket-view'];

/** No module of these folders imports from those, neither at once nor later. */
const without = (folders, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: `^\\.\\.?/(.*/)?(${folders.join('|')})/`, message }] }],
  'no-restricted-syntax': [
    'error',
    { selector: `ImportExpression > Literal[value=/^\\.\\.?\\/(.*\\/)?(${folders.join('|')})\\//]`, message },
  ],
});

export default [
  {
    ignores: [
      '**/vendor/**',
      '.venv/**',
      'node_modules/**',
      'build/**',
      'tests/browser/axe.min.js',
      '.local*/**',
      'infrastructure/template/**',
    ],
  },
  js.configs.recommended,
  {
    files: [...PAGES, 'tests/pages/**/*.js', 'infrastructure/front_door/*.js', '*.js'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.browser },
    plugins: { house: { rules: { 'max-lines-per-class': maxLinesPerClass } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'consistent-return': 'error',
      curly: ['error', 'multi-line'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'house/max-lines-per-class': ['error', 150],
      'max-len': ['error', { code: 120, ignoreUrls: true, ignorePattern: '^import ' }],
      'max-params': ['error', 6],
      'no-alert': 'error',
      'no-else-return': 'error',
      'no-eval': 'error',
      'no-implicit-globals': 'error',
      'no-param-reassign': 'error',
      'no-promise-executor-return': 'error',
      'no-shadow': ['error', { builtinGlobals: false, hoist: 'never' }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-use-before-define': 'off',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: PAGES,
    plugins: { lit, 'no-unsanitized': noUnsanitized },
    rules: { ...lit.configs['flat/recommended'].rules, ...noUnsanitized.configs.recommended.rules },
  },
  {
    files: ['static-site/lib/**/*.js'],
    rules: without(['parts', ...AREAS], 'lib is below everything: hand in what it needs from above.'),
  },
  { files: ['static-site/parts/**/*.js'], rules: without(AREAS, 'Elements that pages share know no page.') },
  { files: ['tests/pages/**/*.js', '*.js'], languageOptions: { globals: globals.node } },
];
