/** Text as C++ writes it. */

/** `text` in C++, without what could end it, or look like something else. */
export function stringLiteral(text: string): string {
  const escaped = Array.from(text).map((ch, i, all) => {
    const isTrigraph = ch === "?" && all[i - 1] === "?";
    if (ch === '"' || ch === "\\" || isTrigraph) return `\\${ch}`;
    if (ch === "\n") return "\\n";
    if (/\p{Cc}/u.test(ch)) return controlCharacter(ch.codePointAt(0) ?? 0);
    return /\p{Cf}|\p{Zl}|\p{Zp}/u.test(ch) ? universalName(ch.codePointAt(0) ?? 0) : ch;
  });
  return `"${escaped.join("")}"`;
}

/** Of ASCII in three octal digits; the others are two bytes of UTF-8, which have no name. */
function controlCharacter(code: number): string {
  const bytes = code < 0x80 ? [code] : [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

function universalName(code: number): string {
  const hex = code.toString(16);
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
