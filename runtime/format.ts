/** Tensors as text for `console.log`: the type, then the values, long dimensions cut short. */
import type { HostValue } from "./elements.js";

/** So many elements of a dimension are shown. */
const shown = 8;

/** `type` and the values that `element` gives for flat positions. */
export function formatTensor(type: string, shape: readonly number[], element: (at: number) => HostValue): string {
  const block = formatBlock(shape, 0, element, "  ");
  return shape.length === 1 ? `${type} ${block}` : `${type}\n  ${block}`;
}

function formatBlock(
  shape: readonly number[], from: number, element: (at: number) => HostValue, indent: string,
): string {
  const [extent = 0, ...inner] = shape;
  const step = inner.reduce((n, d) => n * d, 1);
  const parts = Array.from({ length: Math.min(extent, shown) }, (_, i) => {
    const at = from + i * step;
    return inner.length === 0 ? formatElement(element(at)) : formatBlock(inner, at, element, `${indent} `);
  });
  if (extent > shown) parts.push(`… ${extent - shown} more`);
  return `[${parts.join(inner.length === 0 ? ", " : `,\n${indent} `)}]`;
}

function formatElement(value: HostValue): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object") return Object.is(value, -0) ? "-0" : String(value);
  return `{ ${Object.entries(value).map(([name, field]) => `${name}: ${formatElement(field)}`).join(", ")} }`;
}
