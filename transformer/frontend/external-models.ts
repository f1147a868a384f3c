/** The types of an external function: those of its model. */
import type * as TS from "typescript";
import { isScalar, type ScalarType, type TensorType } from "../../lib/ir/types.js";
import { readType, type TypeReading, type TypeUnit } from "./types.js";

/** What C++ functions take: scalars, and tensors of scalars. */
export type ExternalType = ScalarType | TensorType;

/** A part of a model's signature: its type, or what is wrong with it. */
export interface ModelPart<T> {
  readonly name: string;
  readonly type: T | { readonly kind: "problem"; readonly message: string };
}

export interface ModelSignature {
  readonly params: readonly ModelPart<ExternalType>[];
  /** Absent for a model that returns nothing. */
  readonly result: ModelPart<ScalarType> | undefined;
}

/** The signature of a model; `undefined` when the expression is no function of one signature. */
export function modelSignature(unit: TypeUnit, model: TS.Expression): ModelSignature | undefined {
  const [signature, ...others] = unit.checker.getTypeAtLocation(model).getCallSignatures();
  if (signature === undefined || others.length > 0) return undefined;
  const read = (type: TS.Type): TypeReading => readType({ unit, typeArgs: new Map() }, type);
  const params = signature.getParameters().map((p): ModelPart<ExternalType> => {
    const reading = read(unit.checker.getTypeOfSymbolAtLocation(p, model));
    return { name: p.name, type: parameterType(reading) };
  });
  const result = read(signature.getReturnType());
  return { params, result: result.kind === "void" ? undefined : { name: "result", type: resultType(result) } };
}

function parameterType(reading: TypeReading): ModelPart<ExternalType>["type"] {
  if (reading.kind === "problem") return reading;
  const type = reading.kind === "type" ? reading.type : undefined;
  if (type !== undefined && isScalar(type)) return type;
  if (type?.kind === "tensor" && isScalar(type.element)) return type;
  return { kind: "problem", message: "an external function takes scalars and tensors of scalars" };
}

function resultType(reading: TypeReading): ModelPart<ScalarType>["type"] {
  if (reading.kind === "problem") return reading;
  if (reading.kind === "type" && isScalar(reading.type)) return reading.type;
  return { kind: "problem", message: "an external function returns a scalar or nothing; what it writes is a parameter" };
}
