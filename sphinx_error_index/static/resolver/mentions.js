/** What is found in a text: the codes that it mentions, and what else it says about them. The twin of `mentions.py`. */

/** @import { Confidence, Hit } from "./types.js" */

/**
 * All codes of a text. Unknown are tokens that look like a code but are none of ours, and where they start; foreign says that
 * the text names an error of another system; services are those that the text names.
 */
export class Found {
  constructor() {
    /** @type {Map<number, Hit>} */
    this.hits = new Map();
    /** @type {Array<[string, number]>} */
    this.unknown = [];
    this.foreign = false;
    /** @type {Set<number>} */
    this.services = new Set();
    /** Of codes found by another name which one that was, as its number in the codebook. @type {Map<number, number>} */
    this.spelled = new Map();
  }

  /** @param {number[]} codes @param {number} points @param {Confidence} confidence @param {string} why @param {number} start @param {number} again */
  add(codes, points, confidence, why, start, again) {
    for (const code of codes) {
      const old = this.hits.get(code);
      if (!old) this.hits.set(code, { code, points, confidence, why, start });
      else if (points > old.points) this.hits.set(code, { code, points, confidence, why, start: Math.min(start, old.start) });
      else if (start !== old.start) this.hits.set(code, { ...old, points: old.points + again });
    }
  }
}
