/** Target "js": see lower.ts. */
export { lowerToJs, type JsCode, type JsOptions } from "./lower.js";
export type { Mark } from "./writer.js";
