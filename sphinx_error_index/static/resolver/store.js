/**
 * The files of an index, each read once, and which of them a query still needs. The twin of `store.py`; the format is
 * described in `docs/index-format.md`.
 */

/** @import { Root } from "./types.js" */

export const SCHEMA = 1; // of the format that this reader knows
/** What an answer lacks if a file of a family cannot be read. @type {Record<string, string>} */
export const PARTS = { c: "codes", t: "texts", f: "texts", w: "spellings", r: "results", s: "categories", l: "languages", a: "actions", q: "texts" };
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

const UTF8 = new TextEncoder();

/** The CRC-32 of a text in UTF-8, as zlib computes it. @param {string} text */
export function crc32(text) {
  let crc = -1;
  for (const byte of UTF8.encode(text)) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return ~crc >>> 0;
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

/** The files of one index that have been loaded. */
export class Store {
  /** @param {Root} root */
  constructor(root) {
    this.root = root;
    /** What each file holds; null for one that is missing, cut off or foreign. @type {Map<string, unknown>} */
    this.files = new Map();
    /** The parts that the present query could not search. @type {Set<string>} */
    this.unread = new Set();
    /** Files that the present query will likely need: they are loaded together with the first that it misses. @type {string[]} */
    this.likely = [];
  }

  /** Forgets which files could not be read, so that they are tried again; returns whether there are such. */
  retry() {
    const lost = [...this.files].filter(([, content]) => content === null);
    for (const [name] of lost) this.files.delete(name);
    return lost.length > 0;
  }

  /** The number of the file that has the record of a key. @param {string} family @param {string} key */
  shard(family, key) {
    return crc32(key) % this.root.shards[family];
  }

  /** Says which records are looked up next. @param {string} family @param {Iterable<string>} keys @throws {Missing} */
  want(family, keys) {
    this.wantAll([[family, keys]]);
  }

  /** Says which records will likely be looked up later, so that they need no round of their own. @param {string} family @param {string[]} keys */
  expect(family, keys) {
    this.likely = keys.map((key) => this.name(family, this.shard(family, key)));
  }

  /**
   * The same for several families, whose files are then loaded together.
   * @param {Array<[family: string, keys: Iterable<string | number>]>} wanted keys of records, numbers of files @throws {Missing}
   */
  wantAll(wanted) {
    const missing = new Set();
    for (const [family, keys] of wanted) {
      for (const key of new Set(keys)) {
        const name = this.name(family, typeof key === "number" ? key : this.shard(family, key));
        const content = this.files.get(name);
        if (content === undefined) missing.add(name);
        else if (content === null) this.broken(family);
      }
    }
    if (!missing.size) return;
    for (const name of this.likely) if (!this.files.has(name)) missing.add(name);
    throw new Missing([...missing]);
  }

  /** @param {string} family @param {number} number */
  name(family, number) {
    return `${this.root.digest}/${family}/${number}`;
  }

  /** The record of a key; undefined where there is none, or it cannot be read. @param {string} family @param {string} key @returns {unknown} */
  record(family, key) {
    const content = this.file(family, this.shard(family, key));
    return Object.hasOwn(content ?? {}, key) ? /** @type {Record<string, unknown>} */ (content)[key] : undefined;
  }

  /** What a file holds; null where it cannot be read. @param {string} family @param {number} number @returns {unknown} */
  file(family, number) {
    this.wantAll([[family, [number]]]);
    return this.files.get(this.name(family, number));
  }

  /** Notes that a record of a family is not what it should be. @param {string} family */
  broken(family) {
    this.unread.add(PARTS[family]);
  }
}
