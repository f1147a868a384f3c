/** Template parameters: found from an instantiation, or worked out from the arguments of a call. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { isScalar, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { refuse, type TypeArg, type TypeArgs, type UnitContext } from "./context.js";
import type { FunctionNode } from "./recursion.js";
import { readTypeArg, type TypeScope } from "./types.js";

/** Where type arguments are read and mistakes reported. */
type Reader = TypeScope & { readonly unit: UnitContext };

/**
 * The bindings of `target`'s type parameters at `node`: from the type arguments written there, else from the types of
 * the arguments. Reports HDL1016 when one stays open or isn't a size or a scalar type.
 */
export function resolveTypeArgs(
  reader: Reader,
  node: TS.CallExpression | TS.ExpressionWithTypeArguments,
  target: FunctionNode,
  argTypes: readonly (Type | undefined)[],
): TypeArgs | undefined {
  const params = target.typeParameters ?? [];
  if (params.length === 0) return new Map();
  const written = node.typeArguments;
  const found = new Map<TS.Symbol, TypeArg>();
  if (written === undefined) {
    target.parameters.forEach((p, i) => {
      const type = argTypes[i];
      if (type !== undefined && p.type !== undefined)
        unify(reader, reader.unit.checker.getTypeFromTypeNode(p.type), type, found);
    });
  }
  for (const [i, param] of params.entries()) {
    const symbol = reader.unit.checker.getSymbolAtLocation(param.name);
    if (symbol === undefined) continue;
    const argument = written?.[i] ?? (found.has(symbol) ? undefined : param.default);
    if (argument !== undefined) {
      const arg = readTypeArg(reader, reader.unit.checker.getTypeFromTypeNode(argument));
      if (typeof arg === "string") return refuse(reader, argument, kinds.badTypeArgument, [param.name.text, arg]);
      found.set(symbol, arg);
    }
    if (!found.has(symbol)) return refuse(reader, node, kinds.openTypeParameter, [param.name.text]);
  }
  return found;
}

/** Binds the type parameters inside `param` so that it becomes `type`. */
function unify(reader: Reader, param: TS.Type, type: Type, found: Map<TS.Symbol, TypeArg>): void {
  if (param.flags & ts.TypeFlags.TypeParameter) {
    if (isScalar(type) && !found.has(param.symbol)) found.set(param.symbol, { kind: "type", type });
    return;
  }
  if (isScalar(type)) return;
  const [element, shape] = reader.unit.checker.getTypeArguments(param as TS.TypeReference);
  if (element !== undefined) unify(reader, element, type.element, found);
  if (type.kind !== "tensor" || shape === undefined) return;
  reader.unit.checker.getTypeArguments(shape as TS.TypeReference).forEach((dim, i) => {
    const value = type.shape[i];
    const open = dim.flags & ts.TypeFlags.TypeParameter && !found.has(dim.symbol);
    if (open && value !== undefined) found.set(dim.symbol, { kind: "size", value });
  });
}

/** `_float32_4_4`: what an instance's name adds to the template's. */
export function typeArgsSuffix(args: TypeArgs): string {
  const texts = [...args.values()].map((a) => (a.kind === "size" ? String(a.value) : typeName(a.type)));
  return texts.map((t) => `_${t.replace(/-/g, "m").replace(/[^A-Za-z0-9]+/g, "")}`).join("");
}
