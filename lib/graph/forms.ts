/** The forms of a picture, by the names that the command line gives them. */
import { graphDot } from "./dot.js";
import type { NetworkGraph } from "./model.js";
import { graphSvg } from "./svg.js";
import { graphText } from "./text.js";

export type GraphForm = "text" | "svg" | "dot" | "json";

/** Text of each form; ends with a new line. */
export const graphForms: Readonly<Record<GraphForm, (g: NetworkGraph) => string>> = {
  text: (g) => `${graphText(g)}\n`,
  svg: graphSvg,
  dot: graphDot,
  json: (g) => `${JSON.stringify(g, undefined, 2)}\n`,
};
