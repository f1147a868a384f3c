/**
 * Trains the network of ../digits-mlp.ts, quantises it and writes data/digits-mlp.ts: the same every time.
 *
 *     npx tspc -p examples && node examples/dist/training/digits.js
 */
import { writeFileSync } from "node:fs";
import { testDigits, trainingDigits } from "../digits.js";
import { read, train } from "./network.js";
import { constantsOf } from "./quantise.js";

const network = train(trainingDigits);
writeFileSync(new URL("../../data/digits-mlp.ts", import.meta.url), constantsOf(network, trainingDigits));

const right = testDigits.filter((digit) => read(network, digit) === digit.label).length;
console.log(`before it is quantised, the network reads ${right} of ${testDigits.length} digits that it has not seen`);
