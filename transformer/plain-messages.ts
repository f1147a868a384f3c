/**
 * TypeScript's errors about our types in plain words. It explains why an `int32` is no `uint8` by comparing how the two
 * are declared, in a dozen lines of value sets spelt as types: one sentence stands there instead, with the cast to write.
 */
import type * as TS from "typescript";
import { parametrisedNames, scalarNames } from "./frontend/scalar-names.js";

type Message = string | TS.DiagnosticMessageChain;

/** `d` with one sentence for what explains our types by their declarations; others are returned as they are. */
export function plainDiagnostic<D extends TS.Diagnostic>(d: D): D {
  if (typeof d.messageText === "string" || !showsDeclaration(d.messageText)) return d;
  return { ...d, messageText: plain(d.messageText, castCodes.has(d.code)) };
}

/** A type, or an argument, is not assignable; no overload matches: a cast of the value mends these. */
const castCodes: ReadonlySet<number> = new Set([2322, 2345, 2769]);

/** The properties that carry what a type is, as messages name them; the storage of tensors has hundreds of methods. */
const declared = /\[heddle\w+\]|__@heddle|types? of (?:property )?'(?:data|dtype)\b/i;

/** Types that hold elements of exactly one type. */
const containers = /'(?:Tensor|Stream|State|DType)</;

function showsDeclaration(message: Message): boolean {
  if (typeof message === "string") return declared.test(message);
  return declared.test(message.messageText) || (message.next ?? []).some(showsDeclaration);
}

/** `isValue`: what is said is said of a value, which a cast can convert. */
function plain(chain: TS.DiagnosticMessageChain, isValue: boolean): TS.DiagnosticMessageChain {
  const { messageText, category, code, next = [] } = chain;
  const isOfValue = isValue && !messageText.startsWith("Types of parameters");
  if (containers.test(messageText) || next.some((n) => declared.test(n.messageText))) {
    return { messageText, category, code, next: [{ messageText: adviceFor(messageText, isOfValue), category, code }] };
  }
  return { ...chain, next: next.map((n) => (showsDeclaration(n) ? plain(n, isOfValue) : n)) };
}

/** What stands under "Type 'int32' is not assignable to type 'uint8'". */
function adviceFor(text: string, isOfValue: boolean): string {
  if (containers.test(text)) return "Elements are not converted: their types must be the same.";
  const [, from, to] = /'([^']*)' (?:is not|does not|to type)[^']*'([^']*)'/.exec(text) ?? [];
  if (from === undefined || to === undefined) return "The values of the types differ.";
  const reason = `Not every value of '${from}' is one of '${to}'`;
  return isOfValue && isTypeName(to) ? `${reason}: convert it with ${to}(…).` : `${reason}.`;
}

/** Is it the name of a type that is also its cast? */
function isTypeName(text: string): boolean {
  return scalarNames.has(text) || parametrisedNames.has(text.replace(/<.*$/s, ""));
}
