/** The files of a new project, as `heddle init` writes them. */
import { packageInfo } from "./package-info.js";

export const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "rootDir": ".",
    "outDir": "dist",
    "strict": true,
    "sourceMap": true,
    "skipLibCheck": true,
    "types": ["node", "mocha"],
    "plugins": [
      { "transform": "heddle/transformer", "transformProgram": true, "targets": ["vitis"], "outDir": "hardware" },
      { "name": "heddle/editor" }
    ]
  },
  "include": ["src", "test"]
}
`;

const kernel = `import { float32, grid, kernel, zeros, type Tensor } from "heddle";

const M = 16, N = 16, K = 16;
type M = typeof M; type N = typeof N; type K = typeof K;

/** C = A B. */
@kernel()
export function gemm(A: Tensor<float32, [M, K]>, B: Tensor<float32, [K, N]>): Tensor<float32, [M, N]> {
  const C = zeros(float32, [M, N]);
  for (const [i, j, k] of grid(M, N, K)) C[i][j] += A[i][k] * B[k][j];
  return C;
}
`;

const test = `import assert from "node:assert/strict";
import { build, float32, tensor, type Tensor } from "heddle";
import { gemm } from "../src/gemm.js";

type Matrix = Tensor<float32, [16, 16]>;

function matrix(f: (i: number, j: number) => number): Matrix {
  return tensor(float32, [16, 16], Array.from({ length: 256 }, (_, n) => f(Math.floor(n / 16), n % 16)));
}

describe("gemm", () => {
  const A = matrix((i, j) => i - j / 2);
  const unit = matrix((i, j) => (i === j ? 1 : 0));

  it("multiplies", () => {
    assert.deepEqual(gemm(A, unit).toArray(), A.toArray());
  });

  it("gives the same bits as its HLS C++", async () => {
    const simulated = await build(gemm, { target: "vitis", mode: "csim" });
    assert.deepEqual((await simulated(A, unit)).toArray(), gemm(A, unit).toArray());
  }).timeout(60_000);
});
`;

/** Visual Studio Code then asks whether to use the project's TypeScript, the one that loads its plugins. */
const editorSettings = `{
  "typescript.tsdk": "node_modules/typescript/lib",
  "typescript.enablePromptUseWorkspaceTsdk": true
}
`;

const gitignore = `node_modules/
dist/
hardware/
`;

/** Files that are written when they don't exist, and left alone when they do. */
export const newFiles: Readonly<Record<string, string>> = {
  "tsconfig.json": tsconfig,
  "src/gemm.ts": kernel,
  "test/gemm.test.ts": test,
  ".gitignore": gitignore,
  ".vscode/settings.json": editorSettings,
};

const transformerEntry = `{ "transform": "heddle/transformer", "transformProgram": true, "targets": ["vitis"] }`;
/** The lines that a tsconfig.json of the user's own needs. */
export const pluginLine = `"plugins": [${transformerEntry}, { "name": "heddle/editor" }]`;

export interface PackageParts {
  readonly type: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What package.json needs; entries that it has are kept. */
export const packageParts: PackageParts = {
  type: "module",
  scripts: {
    build: "tspc",
    check: "heddle check",
    test: 'mocha --import=heddle/register "test/**/*.test.ts"',
  },
  dependencies: { heddle: `^${packageInfo.version}` },
  devDependencies: pick(packageInfo.devDependencies, ["@types/mocha", "@types/node", "mocha", "ts-patch", "typescript"]),
};

function pick(from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? "*"]));
}
