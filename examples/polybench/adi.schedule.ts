import { distribute, pipeline, reorder } from "heddle";

/** The recurrences run along j, all i side by side: with i inside, an iteration need not wait for the one before. */
export const steps = [
  distribute("columns.i", { after: 4 }),
  reorder("j#1", "columns.i.first"),
  reorder("j#2", "i.rest"),
  distribute("rows.i", { after: 4 }),
  reorder("rows.j", "rows.i.first"),
  reorder("j#4", "i.rest#2"),
  pipeline("columns.i.first"), pipeline("i.rest#1"),
  pipeline("rows.i.first"), pipeline("i.rest#2"),
];
