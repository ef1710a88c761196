/** Pieces of a text, by the offsets where they start and end. The twin of `Ranges` in `types.py`. */
import { countBelow } from "./store.js";

/** @import { Span } from "./types.js" */

/** Ranges that are joined where they meet. */
export class Ranges {
  /** @param {Span[]} spans */
  constructor(spans) {
    /** @type {number[]} */
    this.starts = [];
    /** @type {number[]} */
    this.ends = [];
    for (const [start, end] of [...spans].sort(([a, b], [c, d]) => a - c || b - d)) {
      const last = this.ends.length - 1;
      if (last >= 0 && start <= this.ends[last]) this.ends[last] = Math.max(end, this.ends[last]);
      else {
        this.starts.push(start);
        this.ends.push(end);
      }
    }
  }

  get some() {
    return this.starts.length > 0;
  }

  /** Whether an offset is in one of them. @param {number} at */
  has(at) {
    const place = countBelow(this.starts, at + 1) - 1;
    return place >= 0 && at < this.ends[place];
  }

  /** The text with blanks in their places. @param {string} text @returns {string} */
  blanked(text) {
    /** @type {string[]} */
    const parts = [];
    let last = 0;
    this.starts.forEach((start, at) => {
      parts.push(text.slice(last, start), " ".repeat(Math.min(this.ends[at], text.length) - start));
      last = this.ends[at];
    });
    return parts.join("") + text.slice(last);
  }
}
