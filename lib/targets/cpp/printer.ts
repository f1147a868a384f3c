/** Prints the C++ tree: the one place that knows precedence, parentheses, indentation and line lengths. */
import { typeText, type Dialect } from "./dialect.js";
import { stringLiteral } from "./text.js";
import type {
  CppAssign, CppCall, CppCase, CppDeclare, CppExpr, CppFor, CppFunction, CppParam, CppStmt, CppStructDefinition, CppSwitch, CppType,
  CppWhile, InfixOp,
} from "./tree.js";

const precedence: Readonly<Record<InfixOp, number>> = {
  "*": 10, "/": 10, "%": 10, "+": 9, "-": 9, "<<": 8, ">>": 8, "<": 7, "<=": 7, ">": 7, ">=": 7, "==": 6, "!=": 6,
  "&": 5, "^": 4, "|": 3, "&&": 2, "||": 1,
};
const ternaryLevel = 0;
const prefixLevel = 11;
const postfixLevel = 12;

type Group = "arithmetic" | "shift" | "comparison" | "bits" | "logic";

function groupOf(op: InfixOp): Group {
  const p = precedence[op];
  return p >= 9 ? "arithmetic" : p === 8 ? "shift" : p >= 6 ? "comparison" : p >= 3 ? "bits" : "logic";
}

/** Which operators may stand inside which without parentheses, where precedence allows; readers know these. */
const readsWell: Readonly<Record<Group, readonly Group[]>> = {
  arithmetic: ["arithmetic"],
  shift: [],
  comparison: ["arithmetic"],
  bits: [],
  logic: ["comparison", "arithmetic"],
};

export function printExpr(e: CppExpr, d: Dialect): string {
  switch (e.kind) {
    case "literal":
      return e.text;
    case "name":
      return e.name;
    case "subscript":
      return e.base + e.index.map((i) => `[${printExpr(i, d)}]`).join("");
    case "field":
      return `${wrapped(e.object, postfixLevel, d)}.${e.name}`;
    case "call":
      return `${e.callee}${templateArguments(e, d)}(${list(e.args, d)})`;
    case "method":
      return `${wrapped(e.object, postfixLevel, d)}.${e.method}(${list(e.args, d)})`;
    case "prefix":
      return printPrefix(e.op, e.operand, d);
    case "infix":
      return `${infixOperand(e.left, e.op, "left", d)} ${e.op} ${infixOperand(e.right, e.op, "right", d)}`;
    case "ternary":
      return `${wrapped(e.cond, 1, d)} ? ${wrapped(e.yes, 1, d)} : ${wrapped(e.no, ternaryLevel, d)}`;
    case "cast":
      return isClass(e.type)
        ? `${typeText(e.type, d)}(${printExpr(e.operand, d)})`
        : `(${typeText(e.type, d)})${wrapped(e.operand, prefixLevel, d)}`;
    case "parens":
      return `(${printExpr(e.operand, d)})`;
    case "list":
      return `${e.type === undefined ? "" : typeText(e.type, d)}{${list(e.items, d)}}`;
  }
}

/** Types that are made by a call of their name, not by C's cast. */
function isClass(t: CppType): boolean {
  return t.kind === "wide" || t.kind === "fixed" || (t.kind === "float" && t.width === 16);
}

function templateArguments({ types, values = [] }: CppCall, d: Dialect): string {
  const all = [...types.map((t) => typeText(t, d)), ...values.map(String)];
  return all.length === 0 ? "" : `<${all.join(", ")}>`;
}

function list(items: readonly CppExpr[], d: Dialect): string {
  return items.map((i) => printExpr(i, d)).join(", ");
}

/** Two minus signs must not meet. */
function printPrefix(op: string, operand: CppExpr, d: Dialect): string {
  const text = wrapped(operand, prefixLevel, d);
  return text.startsWith(op) && op === "-" ? `${op}(${text})` : op + text;
}

function level(e: CppExpr): number {
  switch (e.kind) {
    case "literal":
      return e.text.startsWith("-") ? prefixLevel : postfixLevel;
    case "prefix":
      return prefixLevel;
    case "cast":
      return isClass(e.type) ? postfixLevel : prefixLevel;
    case "infix":
      return precedence[e.op];
    case "ternary":
      return ternaryLevel;
    default:
      return postfixLevel;
  }
}

function wrapped(e: CppExpr, least: number, d: Dialect): string {
  const text = printExpr(e, d);
  return level(e) < least ? `(${text})` : text;
}

/** All operators group from the left; floats make regrouping wrong, so equal levels on the right get parentheses. */
function infixOperand(e: CppExpr, op: InfixOp, side: "left" | "right", d: Dialect): string {
  const own = precedence[op];
  const text = printExpr(e, d);
  if (e.kind === "prefix" && e.op === "!" && groupOf(op) !== "logic") return `(${text})`;
  if (e.kind !== "infix") return level(e) < own ? `(${text})` : text;
  const isChain = e.op === op && groupOf(op) !== "shift" && groupOf(op) !== "comparison";
  const isClear = isChain || readsWell[groupOf(op)].includes(groupOf(e.op));
  const binds = side === "left" ? precedence[e.op] >= own : precedence[e.op] > own;
  return binds && isClear ? text : `(${text})`;
}

// ---- statements -------------------------------------------------------------------------------------------------------

/** The lines of `stmts`, indented by `indent` spaces. */
export function printStmts(stmts: readonly CppStmt[], indent: number, d: Dialect): readonly string[] {
  return stmts.flatMap((s) => printStmt(s, indent, d));
}

function printStmt(s: CppStmt, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const line = (text: string): readonly string[] => [pad + text];
  switch (s.kind) {
    case "assign":
      return line(`${printAssign(s, d)};`);
    case "declare":
      return printDeclare(s, indent, d);
    case "expr":
      return line(`${printExpr(s.expr, d)};`);
    case "for":
      return [`${pad}${forHead(s, d)} {`, ...(s.directives ?? []).map(d.directive), ...printStmts(s.body, indent + 2, d), `${pad}}`];
    case "while":
      return printWhile(s, indent, d);
    case "switch":
      return printSwitch(s, indent, d);
    case "if":
      return printIf(s, indent, d);
    case "block":
      return [`${pad}{`, ...printStmts(s.body, indent + 2, d), `${pad}}`];
    case "return":
      return line(s.value === undefined ? "return;" : `return ${printExpr(s.value, d)};`);
    case "break":
    case "continue":
      return line(`${s.kind};`);
    case "goto":
      return line(`goto ${s.label};`);
    case "label":
      return line(`${s.name}:;`);
    case "comment":
      return line(`// ${s.text}`);
    case "directive":
      return [d.directive(s.directive)];
    case "process":
      return line(d.process.call(stringLiteral(s.title), printExpr(s.call, d)));
    case "streamName":
      return line(d.streamNames.text(s.variable, stringLiteral(s.title)));
  }
}

function printAssign(s: CppAssign, d: Dialect): string {
  return `${printExpr(s.target, d)} ${s.op ?? ""}= ${printExpr(s.value, d)}`;
}

const longestLine = 120;

function printDeclare(s: CppDeclare, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const dims = s.dims.map((n) => `[${n}]`).join("");
  const head = [...s.qualifiers, typeText(s.type, d), s.name + dims].join(" ");
  if (s.args !== undefined) return [`${pad}${head}(${list(s.args, d)});`];
  if (s.init === undefined) return [`${pad}${head};`];
  const line = `${pad}${head} = ${printExpr(s.init, d)};`;
  if (line.length <= longestLine || s.init.kind !== "list" || s.init.type !== undefined) return [line];
  return [`${pad}${head} = {`, ...brokenList(s.init.items, indent + 2, d), `${pad}};`];
}

/** Rows of a table on lines of their own; numbers as many as fit. */
function brokenList(items: readonly CppExpr[], indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const lines: string[] = [];
  let line = "";
  const flush = (): void => {
    if (line !== "") lines.push(line);
    line = "";
  };
  for (const item of items) {
    const text = `${printExpr(item, d)},`;
    const isRow = item.kind === "list";
    if (isRow || line.length + text.length + 1 > longestLine) flush();
    const isBroken = isRow && pad.length + text.length > longestLine;
    if (isBroken) lines.push(`${pad}{`, ...brokenList(item.items, indent + 2, d), `${pad}},`);
    else if (isRow) lines.push(pad + text);
    else line = line === "" ? pad + text : `${line} ${text}`;
  }
  flush();
  return lines;
}

function forHead(s: CppFor, d: Dialect): string {
  const label = s.label === undefined ? "" : `${s.label}: `;
  const step = s.step === 1n ? `${s.name}++` : s.step === -1n ? `${s.name}--`
    : s.step > 0n ? `${s.name} += ${s.step}` : `${s.name} -= ${-s.step}`;
  return `${label}for (${typeText(s.type, d)} ${s.name} = ${printExpr(s.from, d)}; ${printExpr(s.cond, d)}; ${step})`;
}

function printWhile(s: CppWhile, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const label = s.label === undefined ? "" : `${s.label}: `;
  const cond = `while (${printExpr(s.cond, d)})`;
  const head = s.bodyFirst ? "do" : s.updates.length === 0 ? cond
    : `for (; ${printExpr(s.cond, d)}; ${s.updates.map((u) => printAssign(u, d)).join(", ")})`;
  return [`${pad}${label}${head} {`, ...printStmts(s.body, indent + 2, d), `${pad}}${s.bodyFirst ? ` ${cond};` : ""}`];
}

function printSwitch(s: CppSwitch, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  return [`${pad}switch (${printExpr(s.value, d)}) {`, ...s.cases.flatMap((c) => printCase(c, indent + 2, d)), `${pad}}`];
}

/** In braces when it declares something: a jump to a later case must not pass that. */
function printCase({ labels, body }: CppCase, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const heads = labels.length === 0 ? [`${pad}default:`] : labels.map((l) => `${pad}case ${printExpr(l, d)}:`);
  const lines = printStmts(body, indent + 2, d);
  if (!body.some((x) => x.kind === "declare")) return [...heads, ...lines];
  return [...heads.slice(0, -1), `${heads.at(-1) ?? ""} {`, ...lines, `${pad}}`];
}

function printIf(s: Extract<CppStmt, { kind: "if" }>, indent: number, d: Dialect): readonly string[] {
  const pad = " ".repeat(indent);
  const head = [`${pad}if (${printExpr(s.cond, d)}) {`, ...printStmts(s.then, indent + 2, d)];
  if (s.else.length === 0) return [...head, `${pad}}`];
  const [only] = s.else;
  if (only?.kind === "if" && s.else.length === 1) {
    const [first, ...rest] = printIf(only, indent, d);
    return [...head, `${pad}} else ${(first ?? "").trimStart()}`, ...rest];
  }
  return [...head, `${pad}} else {`, ...printStmts(s.else, indent + 2, d), `${pad}}`];
}

// ---- functions --------------------------------------------------------------------------------------------------------

/** `void gemm(float A[20][30], …)`, on one line if it fits. */
export function printSignature(f: CppFunction, d: Dialect): string {
  const head = `${f.isStatic ? "static " : ""}${typeText(f.type, d)} ${f.name}(`;
  const template = f.constants === undefined ? "" : `template <${f.constants.map((n) => `int ${n}`).join(", ")}>\n`;
  const params = f.params.map((p) => printParam(p, d));
  const line = `${head}${params.join(", ")})`;
  return template + (line.length + 2 <= longestLine ? line : `${head}\n    ${params.join(",\n    ")})`);
}

function printParam(p: CppParam, d: Dialect): string {
  const type = `${p.isConst ? "const " : ""}${typeText(p.type, d)}${p.isReference === true ? "&" : ""}`;
  return `${type} ${p.name}${p.dims.map((n) => `[${n}]`).join("")}`;
}

/** `struct Pixel { … };` on lines of its own. */
export function printStruct({ name, fields }: CppStructDefinition, d: Dialect): string {
  const lines = fields.map((f) => `  ${typeText(f.type, d)} ${f.name};\n`).join("");
  return `struct ${name} {\n${lines}};\n`;
}

export function printFunction(f: CppFunction, d: Dialect): string {
  const comments = f.comments.map((c) => `// ${c}\n`).join("");
  if (f.body === undefined) return `${comments}${printSignature(f, d)};\n`;
  return `${comments}${printSignature(f, d)} {\n${printStmts(f.body, 2, d).map((l) => `${l}\n`).join("")}}\n`;
}
