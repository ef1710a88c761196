/** The codes by how they may be misspelt. The twin of `misspelt.py`. */
import { PIECE, alike, digitsOf, distance, pieces, prefixOf, push } from "./spelling.js";
import { fold } from "./words.js";

/** Finds the codes that a text may be meant to be. */
export class Misspelt {
  /** @param {string[]} codes @param {string[]} kinds */
  constructor(codes, kinds) {
    this.codes = codes;
    /** Codes by their last number, alone and with the letters about it. @type {Map<string, number[]>} */
    this.tails = new Map();
    /** @type {Map<string, number[]>} */
    this.alikes = new Map();
    /** @type {Map<number, Map<string, number[]>>} */
    this.letters = new Map();
    codes.forEach((code, number) => this.enter(number, code, kinds[number]));
  }

  /** @param {number} number @param {string} code @param {string} kind */
  enter(number, code, kind) {
    const folded = fold(code);
    if (kind === "mixed") {
      push(this.alikes, alike(folded), number);
      const tail = pieces(code, PIECE).at(-1)?.text ?? "";
      const digits = digitsOf(tail).at(-1) ?? "";
      if (tail.endsWith(digits) && digits.length > 2) {
        for (const name of new Set([digits, fold(tail)])) push(this.tails, name, number);
      }
    } else if (kind !== "number") {
      const sized = this.letters.get(folded.length) ?? new Map();
      this.letters.set(folded.length, sized);
      push(sized, folded, number);
    }
  }

  /** Codes that a text may be meant to be; digits must agree but for look-alikes. @param {string} folded @returns {number[]} */
  find(folded) {
    if (/[0-9]/.test(folded)) return this.alikes.get(alike(folded)) ?? this.prefixTypo(folded);
    return this.letterTypo(folded);
  }

  /** @param {string} folded @returns {number[]} */
  prefixTypo(folded) {
    const prefix = prefixOf(folded);
    const digits = digitsOf(folded);
    if (prefix.length < 3) return [];
    const most = prefix.length < 7 ? 1 : 2;
    /** @type {Array<[number, number]>} */
    const near = [];
    for (const code of this.tails.get(digits[digits.length - 1]) ?? []) {
      const other = fold(this.codes[code]);
      const begun = prefixOf(other).startsWith(prefix);
      const swapped = [...prefix].sort().join() === [...prefixOf(other)].sort().join();
      if (!begun && !swapped && distance(prefix, prefixOf(other), most) > most) continue;
      if (digitsOf(other).join() === digits.join()) near.push([distance(folded, other, most), code]);
    }
    const best = Math.min(...near.map(([cost]) => cost));
    return near.filter(([cost]) => cost === best).map(([, code]) => code);
  }

  /** @param {string} folded @returns {number[]} */
  letterTypo(folded) {
    const length = folded.length;
    const most = length < 6 ? 0 : length < 10 ? 1 : 2;
    /** @type {Array<[number, number[]]>} */
    const near = [];
    for (let other = length - most; most && other <= length + most; other++) {
      for (const [name, codes] of this.letters.get(other) ?? []) {
        if (name[0] !== folded[0] && name.at(-1) !== folded.at(-1)) continue;
        const cost = distance(folded, name, most);
        if (cost <= most) near.push([cost, codes]);
      }
    }
    const best = Math.min(...near.map(([cost]) => cost));
    const codes = new Set(near.filter(([cost]) => cost === best).flatMap(([, list]) => list));
    return [...codes].sort((a, b) => a - b);
  }
}
