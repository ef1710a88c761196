/** What the texts of a service are about. The twin of `topics.py`, where it is explained. */

/** @import { Weights } from "./types.js" */

/** @param {Map<number, number>} counts @param {number} key */
function count(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The topics of all services. */
export class Topics {
  /** @param {number[]} services of each variant the number of its service @param {string[][]} titles of each service the terms of its title @param {Weights} weights */
  constructor(services, titles, weights) {
    this.services = services;
    this.w = weights;
    /** @type {Map<number, number>} */
    this.sizes = new Map();
    for (const service of services) count(this.sizes, service);
    /** @type {Map<string, Set<number>>} */
    this.titled = new Map();
    titles.forEach((terms, service) => {
      for (const term of terms) {
        const known = this.titled.get(term);
        if (known) known.add(service);
        else this.titled.set(term, new Set([service]));
      }
    });
    /** @type {Map<string, Set<number>>} */
    this.known = new Map();
  }

  /** The services that a term is on the topic of. @param {string} term @param {() => number[]} variants gives those that have it @returns {Set<number>} */
  of(term, variants) {
    let known = this.known.get(term);
    if (!known) this.known.set(term, (known = this.find(term, new Set(variants()))));
    return known;
  }

  /** @param {string} term @param {Set<number>} variants */
  find(term, variants) {
    const titled = this.titled.get(term);
    /** @type {Set<number>} */
    const found = new Set(titled && titled.size <= this.w.TOPIC_TITLES ? titled : []);
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const variant of variants) count(counts, this.services[variant]);
    for (const [service, number] of counts) {
      const size = /** @type {number} */ (this.sizes.get(service));
      const others = this.services.length - size;
      const here = number / size;
      const elsewhere = (variants.size - number) / Math.max(1, others);
      const often = here >= this.w.TOPIC_SHARE && here >= this.w.TOPIC_LIFT * elsewhere;
      if (others && number >= this.w.TOPIC_LEAST && often) found.add(service);
    }
    return found;
  }
}
