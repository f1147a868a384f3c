/** Tables as aligned columns, without lines: they stay readable when they are piped. */
import Table from "cli-table3";
import type { Output } from "./context.js";

const noLines = {
  top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "",
  "bottom-right": "", left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  ",
};

/** The text of a table with a head; rows are as long as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], output: Output): string {
  const t = new Table({
    chars: noLines,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  t.push(head.map((h) => output.colours.cyan(h)), ...rows.map((row) => [...row]));
  return t
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
