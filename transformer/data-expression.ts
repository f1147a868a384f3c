/** Plain data (strings, numbers, truth values, arrays and objects of them) as an expression. */
import type * as TS from "typescript";
import { ts } from "./ts.js";

/** Plain data as an expression. */
export function dataExpression(factory: TS.NodeFactory, data: unknown): TS.Expression {
  if (Array.isArray(data)) return factory.createArrayLiteralExpression(data.map((x) => dataExpression(factory, x)));
  switch (typeof data) {
    case "string":
      return factory.createStringLiteral(data);
    case "boolean":
      return data ? factory.createTrue() : factory.createFalse();
    case "number": {
      const magnitude = factory.createNumericLiteral(Math.abs(data));
      return data < 0 ? factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, magnitude) : magnitude;
    }
    default: {
      const properties = Object.entries(Object(data) as object)
        .map(([name, value]) => factory.createPropertyAssignment(name, dataExpression(factory, value)));
      return factory.createObjectLiteralExpression(properties);
    }
  }
}
