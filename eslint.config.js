/** Lint rules: typescript-eslint's strict set, and this project's budgets for functions and files. */
import tseslint from "typescript-eslint";

const notOurs = [
  "dist/", "coverage/", "hardware/", "**/*.prj/", "examples/", "test/fixtures/", "bench/results/", "**/*.d.ts", "node_modules/",
];

export default tseslint.config(
  { ignores: notOurs },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Numbers and bigints in template literals print as they should.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `return lower(…)` in a function without result: one line for each case of a dispatch.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // The types of numbers are brands: `number & {…optional…}`.
      "@typescript-eslint/no-generated-empty-object-type": "off",
      // `async` without `await` turns what is thrown into a rejection.
      "@typescript-eslint/require-await": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "TSEnumDeclaration", message: "Use a union of string literals." },
      ],
      "no-console": ["error", { allow: ["warn"] }],
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["warn", { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ["warn", { max: 15, variant: "modified" }],
      "max-params": ["warn", { max: 6 }],
      "max-depth": ["warn", { max: 4 }],
    },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "max-lines": "off",
      "max-params": "off",
      "max-depth": "off",
      "no-console": "off",
      // Code that the compiler wrote is run to see what it does.
      "@typescript-eslint/no-implied-eval": "off",
    },
  },
  // TypeScript's API consists of objects of closures: their methods have no `this`.
  { files: ["transformer/**/*.ts", "test/**/*.ts"], rules: { "@typescript-eslint/unbound-method": "off" } },
  // A type parameter used once stands for a number that is known when the kernel is compiled.
  { files: ["lib/ops/**/*.ts"], rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" } },
  // ts-patch looks for a default export.
  { files: ["transformer/index.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["scripts/**/*.ts", "bench/**/*.ts"], rules: { "no-console": "off" } },
);
