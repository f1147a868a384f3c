/** How wide text is, without any font: as in DejaVu Sans, which is wider than what most systems show. */

const widths: readonly (readonly [characters: string, width: number])[] = [
  ["ijl'|", 0.3], [" .,:;!I[]()ftr-", 0.4], ["mMWw@%→", 0.95], ["×+=<>~", 0.84],
];

/** Of one character at size 1. */
function characterWidth(c: string): number {
  const known = widths.find(([characters]) => characters.includes(c));
  if (known !== undefined) return known[1];
  if ((c.codePointAt(0) ?? 0) > 0x2e7f) return 1.1;
  return c >= "A" && c <= "Z" ? 0.7 : 0.63;
}

/** An upper estimate, in the unit of `size`. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const c of text) width += characterWidth(c);
  return width * size;
}
