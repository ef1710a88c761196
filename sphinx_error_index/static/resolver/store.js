/**
 * The index in pieces: which file holds what, and which files a query still needs. The format is described in
 * `docs/index-format.md`; the twin of `store.py`.
 */

/** @import { Numbered, Postings, Records, Root } from "./types.js" */

export const SCHEMA = 1; // of the format that this reader knows
export const PAGES_A_FILE = 16; // codes whose rows stand in one file
/** What could not be searched, by the family of a file that is not there. @type {Record<string, string>} */
const PARTS = { c: "codes", t: "texts", f: "texts", w: "spellings", r: "results", s: "results" };
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/** The CRC-32 of a text in UTF-8, as zlib computes it. @param {string} text */
export function crc32(text) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/** The numbers of the codes in postings, each with whether the term is strong there. @param {string} text @returns {Postings} */
export function readPostings(text) {
  /** @type {Postings} */
  const postings = [];
  let code = -1;
  let value = 0;
  let scale = 1;
  for (const char of text) {
    const digit = VALUES.get(char);
    if (digit === undefined) throw new RangeError(`no digit of postings: ${char}`);
    value += (digit & 31) * scale;
    if (digit > 31) scale *= 32;
    else {
      code += (value >>> 1) + 1;
      postings.push([code, value % 2]);
      value = 0;
      scale = 1;
    }
  }
  return postings;
}

/** How many numbers of an ascending list are below one. @param {ArrayLike<number>} list @param {number} value */
export function countBelow(list, value) {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Thrown where a query needs files that have not been loaded. */
export class Missing {
  /** @param {string[]} names of the files */
  constructor(names) {
    this.names = names;
  }
}

/** The files of an index that have been loaded. */
export class Store {
  /** @param {Root} root */
  constructor(root) {
    this.root = root;
    /** What each file holds; null for a file that is missing, cut off or foreign. @type {Map<string, object | string | null>} */
    this.files = new Map();
    /** Which parts the present query could not search. @type {Set<string>} */
    this.unread = new Set();
  }

  /** Forgets which files could not be read, so that they are tried again. */
  retry() {
    for (const [name, file] of this.files) if (file === null) this.files.delete(name);
  }

  /** @param {string} family @param {string | number} key @returns {string} the name of the file that holds it */
  name(family, key) {
    const { digest, shards } = this.root;
    const number = typeof key === "number" ? key : crc32(key) % shards[family];
    return `${digest}/${family}/${number}`;
  }

  /**
   * Says what is looked up next.
   * @param {string} family @param {Iterable<string | number>} keys
   * @throws {Missing} where it has not been loaded
   */
  want(family, keys) {
    const missing = new Set();
    for (const key of keys) {
      const name = this.name(family, key);
      const file = this.files.get(name);
      if (file === undefined) missing.add(name);
      else if (file === null) this.unread.add(PARTS[family]);
    }
    if (missing.size) throw new Missing([...missing]);
  }

  /**
   * What a keyed family has for a key.
   * @template {keyof Records} F @param {F} family @param {string} key @returns {Records[F] | undefined}
   */
  get(family, key) {
    const file = /** @type {Record<string, Records[F]> | null} */ (this.files.get(this.name(family, key)) ?? null);
    return file && Object.hasOwn(file, key) ? file[key] : undefined;
  }

  /**
   * What a file of a numbered family holds.
   * @template {keyof Numbered} F @param {F} family @param {number} number @returns {Numbered[F] | undefined}
   */
  file(family, number) {
    return /** @type {Numbered[F] | null} */ (this.files.get(this.name(family, number)) ?? null) ?? undefined;
  }
}
