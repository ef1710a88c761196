/**
 * Where queries are answered: in a worker where there is one, else in the page. What answers them, and the index, are
 * loaded once, when first needed, as scripts, so that a site opened from disk works too.
 */
/**
 * @import { Answer, Facets, IndexData, ResolverTools } from "../resolver/types.js"
 * @import { Resolver } from "../resolver/resolver.js"
 * @typedef {{id: string, title: string, url: string}} ServiceChoice
 * @typedef {{id: string, service: string, title: string}} CategoryChoice
 * What a page needs to know to offer facets; addresses are ids of codes with the addresses of their pages.
 * @typedef {{services: ServiceChoice[], categories: CategoryChoice[], statuses: number[], addresses: Array<[string, string]>}} Choices
 * What a worker says: the choices once the index is there, or that it cannot be had; then answers.
 * @typedef {{choices?: Choices, failed?: boolean, number?: number, answer?: Answer}} Said
 */

const DATA = "error-index-data.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const RESOLVER = new URL("error-index-resolver.js", script).href;
/** The site's root, from the address of this very script in its `_static` folder. */
export const root = new URL("..", script).href;

/** Loads a script of the site. @param {string} address @returns {Promise<void>} */
function loadScript(address) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = () => resolve();
    tag.onerror = () => reject(new Error(`${address} could not be loaded.`));
    document.head.append(tag);
  });
}

/** What answers queries, and what else the page may use of it. @type {Promise<ResolverTools> | null} */
let resolverTools = null;

/** Loads what answers queries into the page. @returns {Promise<ResolverTools>} */
export function loadResolver() {
  resolverTools ??= loadScript(RESOLVER).then(() => /** @type {ResolverTools} */ (globalThis.ErrorIndex));
  return resolverTools;
}

/** Answers queries one at a time; of those that one asker has waiting only the newest is answered. */
export class Engine {
  constructor() {
    /** @type {Promise<Choices> | null} */
    this.started = null;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Map<number, (answer: Answer) => void>} */
    this.waiting = new Map();
    this.number = 0;
    /** The number of the newest query of each asker. @type {WeakMap<object, number>} */
    this.newest = new WeakMap();
    /** @type {Choices | null} */
    this.choices = null;
    /** @type {Resolver | null} */
    this.resolver = null;
  }

  /** What a page needs to know to offer facets, once {@link start} is done. @returns {Choices} */
  get known() {
    if (!this.choices) throw new Error("The index has not been loaded yet.");
    return this.choices;
  }

  /** Loads the index. @returns {Promise<Choices>} */
  start() {
    this.started ??= (location.protocol.startsWith("http") && "Worker" in globalThis ? this.startWorker() : this.startHere()).then(
      (choices) => (this.choices = choices),
    );
    return this.started;
  }

  /** @returns {Promise<Choices>} */
  startWorker() {
    /** @type {Promise<Choices>} */
    const started = new Promise((resolve, reject) => {
      const worker = new Worker(RESOLVER);
      worker.addEventListener("message", (event) => {
        const { choices, failed, number, answer } = /** @type {Said} */ (event.data);
        if (failed) {
          reject(new Error("The worker could not load the index."));
        } else if (choices) {
          this.worker = worker;
          resolve(choices);
        } else if (number && answer) {
          this.waiting.get(number)?.(answer);
          this.waiting.delete(number);
        }
      });
      // An event without a message says that the file did not load; errors inside it leave the worker alive.
      worker.addEventListener("error", (event) => event.message || reject(event));
      worker.postMessage({ data: root + DATA });
    });
    return started.catch(() => this.startHere());
  }

  /** @returns {Promise<Choices>} */
  async startHere() {
    const { Resolver, choicesOf } = await loadResolver();
    /** @type {IndexData} */
    const index = await new Promise((resolve, reject) => {
      globalThis.ErrorIndex = { ...globalThis.ErrorIndex, load: resolve };
      loadScript(root + DATA).catch(reject);
    });
    this.resolver = new Resolver(index);
    return choicesOf(this.resolver);
  }

  /**
   * The answer to a query, or null if a newer query of the same asker came meanwhile.
   * @param {string} text @param {Facets} facets @param {object} asker
   * @returns {Promise<Answer | null>}
   */
  async answer(text, facets, asker = this) {
    const number = ++this.number;
    this.newest.set(asker, number);
    await this.start();
    if (number !== this.newest.get(asker)) return null;
    if (this.resolver) return this.resolver.answer(text, facets);
    /** @type {Answer} */
    const answer = await new Promise((resolve) => {
      this.waiting.set(number, resolve);
      this.worker?.postMessage({ number, text, facets });
    });
    return number === this.newest.get(asker) ? answer : null;
  }

  /** What an asker has waiting is not answered any more. @param {object} asker */
  forget(asker) {
    this.newest.delete(asker);
  }
}
