/** What is found in a text: the codes that it mentions, and what else it says. The twin of `mentions.py`. */
import { w } from "./rules.js";

/**
 * @import { Code } from "./index.js"
 * @import { Confidence, Hit, Span } from "./types.js"
 */

/**
 * All codes of a text, by their numbers. Unknown are tokens that look like a code but are none of ours, and where they start;
 * foreign says that the text names an error of another system; services are those that it names; bare says that it is a code,
 * nothing else.
 */
export class Found {
  constructor(bare = false) {
    this.bare = bare;
    /** @type {Map<number, Hit>} */
    this.hits = new Map();
    /** @type {Array<[token: string, start: number]>} */
    this.unknown = [];
    this.foreign = false;
    /** @type {Set<number>} */
    this.services = new Set();
    /** Those that hosts, resources and modules name. @type {Set<number>} */
    this.meant = new Set();
    /** Where codes start. @type {Set<number>} */
    this.starts = new Set();
  }

  /**
   * Notes a mention of codes; the best mention of each stays, further ones add to it.
   * @param {Code[]} codes @param {number} points @param {Confidence} confidence @param {string} why @param {number} start
   */
  add(codes, points, confidence, why, start) {
    for (const code of codes) {
      this.starts.add(start);
      const old = this.hits.get(code.number);
      const hit = { code, points, confidence, why, start };
      if (!old) this.hits.set(code.number, hit);
      else if (points > old.points) this.hits.set(code.number, { ...hit, start: Math.min(start, old.start) });
      else if (start !== old.start) this.hits.set(code.number, { ...old, points: old.points + w.CODE_AGAIN });
    }
  }

  /** Where codes stand that are no words (`APIG.0301`), known or not. @returns {Span[]} */
  spans() {
    const known = [...this.hits.values()].filter(({ code }) => code.kind === "mixed");
    return [
      ...known.map(({ code, start }) => /** @type {Span} */ ([start, start + code.spelling.length])),
      ...this.unknown.map(([token, start]) => /** @type {Span} */ ([start, start + token.length])),
    ];
  }
}
