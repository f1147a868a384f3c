import { pipeline } from "heddle";

/** A filter is a recurrence along its row or column: the next one starts before it has come to its end. */
export const steps = [
  pipeline("i#1"), pipeline("i#2"), pipeline("j#3"),
  pipeline("j#4"), pipeline("j#5"), pipeline("j#6"),
];
