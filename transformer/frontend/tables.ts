/** Constant arrays in hardware: read-only memories, declared at the top of the function that reads them. */
import type * as TS from "typescript";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Alloc, Expr, Stmt } from "../../lib/ir/ir.js";
import {
  interval, intTypeFor, float32, sameType, tensor, typeName, union, type Interval, type ScalarType, type TensorType,
} from "../../lib/ir/types.js";
import { refArgs, visitExprs, visitStmts } from "../../lib/ir/walk.js";
import { convert, type Value as Scalar } from "../../lib/numeric/convert.js";
import { leavesOf, shapeOf, type Constant } from "./constant.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { tableElementType, wholeTensor, type TableValue, type TensorValue } from "./value.js";

/** Loads from the memory that holds the table, which is declared on first use; an untyped table takes `hint`. */
export function tableLoad(scope: Scope, node: TS.Node, v: TableValue, hint: ScalarType | undefined): Expr | undefined {
  const rom = romFor(scope, node, v, hint);
  if (rom === undefined) return undefined;
  const { element, shape } = rom.type;
  if (element.kind === "struct" || shape.length !== v.index.length) {
    return refuse(scope, node, kinds.needsScalar, [typeName(tensor(element, shape.slice(v.index.length)))]);
  }
  return { kind: "load", tensor: rom.sym, index: v.index, type: element, span: nodeSpan(scope, node) };
}

/** The table, or a row of it, as a tensor of elements of `type`: for parameters that are tensors. */
export function tableTensor(scope: Scope, node: TS.Node, v: TableValue, type: ScalarType): TensorValue | undefined {
  const rom = romFor(scope, node, v, type, type);
  if (rom === undefined) return undefined;
  scope.readOnly.add(rom.sym.id);
  const whole = wholeTensor(rom.sym, rom.type);
  const at = v.index.map((e) => ({ kind: "at", at: e }) as const);
  return { ...whole, dims: [...at, ...whole.dims.slice(at.length)] };
}

/** The type a table's elements take when nothing else decides. */
function tableType(array: Constant, hint: ScalarType | undefined): ScalarType {
  const declared = tableElementType(array);
  if (declared !== undefined) return declared;
  if (hint?.kind === "float" || hint?.kind === "fixed") return hint;
  const leaves = leavesOf(array);
  if (leaves.every((l) => l.kind === "bool")) return { kind: "bool" };
  if (leaves.some((l) => l.kind === "float")) return float32;
  const all = leaves.flatMap((l): Interval[] => (l.kind === "int" ? [interval(l.value, l.value)] : []));
  return intTypeFor(all.reduce(union));
}

/** The memory of a constant array, with elements of `exactly`, or of the type that `hint` asks for. */
function romFor(
  scope: Scope, node: TS.Node, { name, array }: TableValue, hint: ScalarType | undefined, exactly?: ScalarType,
): Alloc | undefined {
  const shape = shapeOf(array);
  if (shape === undefined || shape.length === 0) return refuse(scope, node, kinds.raggedTable, [name]);
  const element = exactly ?? tableType(array, hint);
  const type = tensor(element, shape);
  const values = leavesOf(array).map((l) => convert(leafValue(l), element));
  const known = scope.roms.find((r) => holds(r, type, values));
  if (known !== undefined) return known;
  const init = { kind: "values", values } as const;
  const rom: Alloc = { kind: "alloc", sym: freshSym(scope.unit, name), type, init, span: nodeSpan(scope, node) };
  scope.roms.push(rom);
  return rom;
}

/** Is the memory of this type, with these values? The names of tables say nothing: two may have the same. */
function holds({ type, init }: Alloc, wanted: TensorType, values: readonly Scalar[]): boolean {
  return init.kind === "values" && sameType(type, wanted) && values.every((v, i) => Object.is(v, init.values[i]));
}

/** The tables that `body` reads: others were made before it was known which type their elements take. */
export function usedTables(roms: readonly Alloc[], body: readonly Stmt[]): readonly Alloc[] {
  const used = new Set<number>();
  const note = (node: Expr | Stmt): void => {
    if (node.kind === "load") used.add(node.tensor.id);
    refArgs(node).forEach((a) => used.add(a.sym.id));
  };
  visitExprs(body, note);
  visitStmts(body, note);
  return roms.filter((r) => used.has(r.sym.id));
}

function leafValue(c: Constant): Scalar {
  return c.kind === "int" || c.kind === "float" || c.kind === "bool" ? c.value : 0n;
}
