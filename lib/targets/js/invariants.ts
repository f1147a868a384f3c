import type { For } from "../../ir/ir.js";
import type { FunctionContext } from "./context.js";
export function prepareLoop(_s: For, _cx: FunctionContext): () => void {
  return () => undefined;
}
