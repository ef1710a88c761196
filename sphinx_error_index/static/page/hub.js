/**
 * A site that names others (`error_index_remotes`) answers for all of them: each is asked by its own index, which is fetched as
 * data and never run. A site that does not answer is named, and the others answer. The twin of `cli/joining/answers.py`.
 */
/**
 * @import { Answer, Facets, Family, InLines, Match, Site, TaskName } from "../resolver/types.js"
 * @import { Session } from "./session.js"
 * @import { Resolver } from "../resolver/resolver.js"
 * @typedef {{name: string, base: string, session: Session, failed: number}} Part
 * @typedef {{part: Part | null, answer: Answer}} Given
 */

const PATIENCE = 6000; // milliseconds that a site has for an answer
const AGAIN = 30_000; // milliseconds after which a site that did not answer is asked again
const RANKS = ["exact", "likely", "weak"];
const MOST_ELSEWHERE = 5;

/** @param {Match | undefined} match @returns {number} */
const rankOf = (match) => (match ? RANKS.indexOf(match.confidence) : RANKS.length);

/** An address of another site, whole; that site itself where it would lead anywhere else. @param {string} base @param {string} url */
export function placedAt(base, url) {
  const home = new URL(base);
  try {
    const address = new URL(url, home);
    return address.origin === home.origin ? address.href : home.href;
  } catch {
    return home.href;
  }
}

/** The answers of several sites as one. @param {Given[]} given the first is the hub's own @param {number} limit @returns {Answer} */
export function combined(given, limit) {
  const surest = Math.min(...given.map(({ answer }) => rankOf(answer.matches[0])));
  const kept = given.flatMap(({ answer }) =>
    answer.matches.filter((match) => surest > 0 || rankOf(answer.matches[0]) === 0 || rankOf(match) < 2),
  );
  const exact = (/** @type {Match} */ match) => Number(rankOf(match) > 0);
  const matches = kept.sort((a, b) => exact(a) - exact(b) || b.score - a.score).slice(0, limit);
  const answers = given.map(({ answer }) => answer);
  const firsts = answers.flatMap(({ matches: [first] }) => (first && surest < 2 && rankOf(first) === surest ? [first.service] : []));
  const choice = new Set([...answers.flatMap(({ services }) => services), ...(new Set(firsts).size > 1 ? firsts : [])]);
  return {
    matches,
    family: matches.length ? null : (answers.find(({ family }) => family)?.family ?? null),
    truncated: answers.some(({ truncated }) => truncated),
    unread: [...new Set(answers.flatMap(({ unread }) => unread))].sort(),
    elsewhere: answers.flatMap(({ elsewhere }) => elsewhere).slice(0, MOST_ELSEWHERE),
    unknown: answers[0]?.unknown.filter((token) => answers.every(({ unknown }) => unknown.includes(token))) ?? [],
    services: [...choice],
  };
}

/** A match of another site with whole addresses. @param {string} base @param {Match} match @returns {Match} */
function placedMatch(base, match) {
  const successor = match.successor_url && placedAt(base, match.successor_url);
  return { ...match, url: placedAt(base, match.url), successor_url: successor };
}

/** The answer of another site with whole addresses. @param {string} base @param {Answer} answer @returns {Answer} */
function placed(base, answer) {
  const match = (/** @type {Match} */ found) => placedMatch(base, found);
  /** @type {Family | null} */
  const family = answer.family && {
    ...answer.family,
    url: placedAt(base, answer.family.url),
    addresses: answer.family.addresses.map((url) => placedAt(base, url)),
  };
  return { ...answer, matches: answer.matches.map(match), elsewhere: answer.elsewhere.map(match), family };
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} @throws {Error} where it takes too long */
function soon(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The sites that a hub answers for: its own, and those that the root of its index names. */
export class Hub {
  /** @param {Session} own @param {Record<string, string>} remotes @param {(base: string) => Session} connect */
  constructor(own, remotes, connect) {
    this.own = own;
    /** @type {Part[]} */
    this.parts = Object.entries(remotes).map(([name, base]) => ({ name, base, session: connect(base), failed: 0 }));
  }

  /** @param {TaskName} task @param {unknown[]} data @param {(resolver: Resolver, ...data: unknown[]) => unknown} said @param {() => boolean} wanted @returns {Promise<unknown>} */
  perform(task, data, said, wanted) {
    const work = (/** @type {Resolver} */ resolver) => said(resolver, ...data);
    if (task === "answer") return this.answer(/** @type {(resolver: Resolver) => Answer} */ (work), /** @type {Facets} */ (data[1]), wanted);
    if (task === "site") return this.site(/** @type {(resolver: Resolver) => Site} */ (work), wanted);
    if (task === "categories") return this.of(/** @type {string} */ (data[0]), work, wanted);
    if (task !== "lines") return this.own.run(work, wanted);
    const lines = /** @type {string[]} */ (data[0]); // each site notes what it knows of its own copy
    const each = () => {
      const own = [...lines];
      return (/** @type {Resolver} */ resolver) => /** @type {InLines} */ (said(resolver, own, data[1]));
    };
    return this.lines(each, wanted);
  }

  /**
   * What each line names, in all sites. A line of which two sites know something for certain is left to the reader's choice.
   * @param {() => (resolver: Resolver) => InLines} each @param {() => boolean} wanted @returns {Promise<InLines | null>}
   */
  async lines(each, wanted) {
    const own = await this.own.run(each(), wanted);
    if (!own) return null;
    const found = await Promise.all(this.parts.map((part) => this.ask(part, each(), wanted)));
    found.forEach((listed, at) => {
      listed?.matches.forEach((matches, line) => {
        const known = own.matches[line] ?? [];
        const better = !known.length || rankOf(matches[0]) < rankOf(known[0]);
        const here = matches.map((match) => placedMatch(this.parts[at].base, match));
        if (better) own.matches[line] = here;
        else if (here.length && rankOf(here[0]) === rankOf(known[0])) own.matches[line] = [];
      });
    });
    return own;
  }

  /**
   * What another site says; null where it does not answer, which is not tried again at once.
   * @template T @param {Part} part @param {(resolver: Resolver) => T} work @param {() => boolean} wanted @returns {Promise<T | null>}
   */
  async ask(part, work, wanted) {
    if (Date.now() - part.failed < AGAIN) return null;
    try {
      return await soon(part.session.run(work, wanted));
    } catch {
      part.failed = Date.now();
      return null;
    }
  }

  /** What pages know of all sites. @param {(resolver: Resolver) => Site} own @param {() => boolean} wanted @returns {Promise<Site | null>} */
  async site(own, wanted) {
    const { parts } = this;
    const first = await this.own.run(own, wanted);
    if (!first) return null;
    const found = await Promise.all(parts.map((part) => this.ask(part, own, wanted)));
    const { services, statuses } = first;
    const known = new Set(services.map(({ id }) => id));
    found.forEach((site, at) => {
      for (const { id, title, url } of site?.services ?? []) {
        if (!known.has(id)) services.push({ id, title, url: placedAt(parts[at].base, url) });
        known.add(id);
      }
    });
    const all = new Set([...statuses, ...found.flatMap((site) => site?.statuses ?? [])]);
    return { services, statuses: [...all].sort((a, b) => a - b) };
  }

  /**
   * @param {(resolver: Resolver) => Answer} work @param {Facets} facets @param {() => boolean} wanted
   * @returns {Promise<Answer | null>}
   */
  async answer(work, facets, wanted) {
    const { parts } = this;
    const own = await this.own.run(work, wanted);
    if (!own || !parts.length) return own;
    const asked = (/** @type {Resolver} */ resolver) => (has(resolver, facets.service) ? work(resolver) : undefined);
    const said = await Promise.all(parts.map((part) => this.ask(part, asked, wanted)));
    /** @type {Given[]} */
    const given = has(await this.own.start(), facets.service) ? [{ part: null, answer: own }] : [];
    said.forEach((answer, at) => answer && given.push({ part: parts[at], answer: placed(parts[at].base, answer) }));
    const down = parts.filter((_, at) => said[at] === null).map(({ name }) => name);
    return wanted() ? { ...(given.length ? combined(given, facets.limit ?? 10) : own), down } : null;
  }

  /** What the first site that has a service says of it. @template T @param {string} service @param {(resolver: Resolver) => T} work @param {() => boolean} wanted @returns {Promise<T | null>} */
  async of(service, work, wanted) {
    const { parts } = this;
    for (const part of has(await this.own.start(), service) ? [] : parts) {
      const said = await this.ask(part, (resolver) => (has(resolver, service) ? [work(resolver)] : []), wanted);
      if (said?.length) return said[0];
    }
    return this.own.run(work, wanted);
  }
}

/** Whether a site has a service; each has what all have together. @param {Resolver} resolver @param {string | undefined} service */
function has({ index }, service) {
  return !service || index.services.some(({ id }) => id === service);
}

/** @param {Session} own @param {Record<string, string>} remotes @param {(base: string) => Session} connect */
globalThis.ErrorIndex.openHub = (own, remotes, connect) => new Hub(own, remotes, connect);
