/** How many tokens pass through streams, as an analysis of rates found it. */
import { ratesOf } from "../analysis/rates.js";
import type { Module, StreamDecl } from "../ir/ir.js";
import { networksOf } from "../ir/networks.js";
import { elementName, type Tokens } from "./edges.js";

/** What is known of a stream, or of one element of an array: its name in its region, and the values put to it in a run of that. */
export interface KnownRate {
  readonly name: string;
  readonly stream: StreamDecl;
  /** A number, or why there is none. */
  readonly puts: { readonly count: number | object };
}

/** For `networkGraph`: what the analysis of rates knows of `m`. */
export function tokensOf(m: Module): Tokens {
  return tokensOfRates(networksOf(m).flatMap((n) => ratesOf(m, n)));
}

/** As `tokensOf`; `rates` are those of all networks of the module. */
export function tokensOfRates(rates: readonly KnownRate[]): Tokens {
  const key = (stream: StreamDecl, name: string): string => `${stream.sym.id} ${name}`;
  const known = new Map(rates.flatMap(({ name, stream, puts }): [string, number][] => (
    typeof puts.count === "number" ? [[key(stream, name), puts.count]] : []
  )));
  return (stream) => known.get(key(stream.decl, elementName(stream)));
}
