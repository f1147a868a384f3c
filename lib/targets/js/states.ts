/**
 * States: tensors are arrays of the module; a scalar is the only element of one (a variable of the module would make an
 * object of every number it is given), or a variable when it is a bool or bigint. Functions work on a copy of a scalar,
 * and write through.
 */
import type { Const, Module, State } from "../../ir/ir.js";
import { elementCount, isScalar, type ScalarType } from "../../ir/types.js";
import { allFunctions } from "../../ir/walk.js";
import { bigintLiteral, numberLiteral } from "./code.js";
import type { FunctionContext } from "./context.js";
import type { Scope } from "./names.js";
import { literal, storageText } from "./roms.js";
import { carrierOf, cellsName } from "./storage.js";

/** The states of a module as JavaScript. */
export interface StateCode {
  /** By id: the cell of a scalar, the name of a tensor's array. */
  readonly cells: ReadonlyMap<number, string>;
  readonly declarations: string;
  /** The statements that restore all of them. */
  readonly restore: readonly string[];
  /** What holds each: an array, or a variable. */
  readonly holders: readonly StateHolder[];
}

export interface StateHolder {
  readonly name: string;
  readonly isArray: boolean;
}

/** Declares all states of `m`, with names that begin with `prefix`. */
export function stateCode(m: Module, prefix: string, globals: Scope): StateCode {
  const cells = new Map<number, string>();
  const lines: string[] = [];
  const restore: string[] = [];
  const holders: StateHolder[] = [];
  for (const f of allFunctions(m)) {
    for (const s of f.states) {
      const name = globals.declare(`${prefix}${f.sym.name}$${s.sym.name}`);
      const made = isScalar(s.type) ? scalarState(s, s.type, name) : tensorState(s, name);
      cells.set(s.sym.id, made.cell);
      lines.push(`${made.declaration}\n`);
      restore.push(made.restore);
      holders.push({ name, isArray: made.cell !== name || !isScalar(s.type) });
    }
  }
  return { cells, declarations: lines.join(""), restore, holders };
}

/** Text of the object that saves all states, and restores what was saved; absent when there are none. */
export function keeperText(holders: readonly StateHolder[], runtime: string): string | undefined {
  if (holders.length === 0) return undefined;
  const saved = holders.map(({ name, isArray }) => (isArray ? `${name}.slice()` : name)).join(", ");
  const back = holders.map(({ name, isArray }, i) => (
    isArray ? `${runtime}.copyInto(${name}, saved[${i}]);` : `${name} = saved[${i}];`
  )).join(" ");
  return `{ save: () => [${saved}], restore: (saved) => { ${back} } }`;
}

interface StateParts {
  readonly cell: string;
  readonly declaration: string;
  readonly restore: string;
}

function scalarState({ init: [value = false] }: State, type: ScalarType, name: string): StateParts {
  const carrier = carrierOf(type);
  const first = valueLiteral(value, carrier);
  if (carrier !== "number") return { cell: name, declaration: `let ${name} = ${first};`, restore: `${name} = ${first};` };
  const cell = `${name}[0]`;
  return { cell, declaration: `const ${name} = new ${cellsName(type)}([${first}]);`, restore: `${cell} = ${first};` };
}

function valueLiteral(value: Const["value"], carrier: ReturnType<typeof carrierOf>): string {
  if (carrier === "boolean") return String(value);
  return (carrier === "bigint" ? bigintLiteral(BigInt(value)) : numberLiteral(Number(value))).text;
}

function tensorState({ init, type }: State, name: string): StateParts {
  if (type.kind !== "tensor" || !isScalar(type.element)) throw new Error("structs were to be split");
  const { element, shape } = type;
  const declaration = `const ${name} = ${storageText(element, init)};`;
  const [first = false] = init;
  if (init.every((v) => Object.is(v, first)) && elementCount(shape) > 1) {
    return { cell: name, declaration, restore: `${name}.fill(${literal(first, element)});` };
  }
  const values = init.map((v) => literal(v, element)).join(", ");
  return { cell: name, declaration, restore: `Object.assign(${name}, [${values}]);` };
}

/** Brings the states of the function into scope, scalars as variables that begin with what their cells hold. */
export function declareStates(cx: FunctionContext): void {
  for (const { sym, type, span } of cx.func.states) {
    const cell = cx.module.states.get(sym.id) ?? "";
    if (!isScalar(type)) {
      cx.tensors.set(sym.id, { name: cell, type });
      continue;
    }
    const local = cx.declare(sym, type);
    cx.line(span, `${cx.assigned.has(sym.id) ? "let" : "const"} ${local.name} = ${cell};`);
    cx.writer.place(local.slot);
  }
}
