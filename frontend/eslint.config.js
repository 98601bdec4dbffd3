import { readdirSync } from 'node:fs';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const features = readdirSync(new URL('src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** The floors of the page; a floor imports only what lies below it. */
const floors = [
  {
    target: './src/engine',
    from: ['./src/app', './src/features', './src/components', './src/lib', './src/sw'],
  },
  { target: './src/sw', from: ['./src/app', './src/features', './src/components', './src/lib'] },
  { target: './src/lib', from: ['./src/app', './src/features', './src/components'] },
  { target: './src/components', from: ['./src/app', './src/features'] },
  { target: './src/features', from: ['./src/app'] },
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: './src/features',
    except: [`./${name}`],
    message: 'Features do not import features.',
  })),
];

export default defineConfig([
  // What other people's programs would look like isn't held to our rules.
  globalIgnores(['dist', 'node_modules', 'test-results', 'playwright-report', 'e2e/clients']),
  typescript.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs', 'public/*.js'] } },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver(), createNodeResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: floors }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      // Both write markup from strings; the page runs under Trusted Types.
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Markup comes from React only.',
        },
        {
          selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]',
          message: 'Markup comes from React only.',
        },
      ],
    },
  },
  {
    files: ['src/engine/**/*.ts', 'src/sw/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['react', 'react-dom', 'react/*', 'react-dom/*'],
              message: 'The engine does not know React.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['e2e/**/*.ts'],
    // What a page says on its console is how a test hears of it.
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.ts', '*.js', 'scripts/**', 'e2e/*/vite.config.ts', 'e2e/long/scoreboard.ts'],
    extends: [typescript.configs.disableTypeChecked],
    rules: { 'import-x/no-default-export': 'off', 'no-console': 'off' },
  },
]);
