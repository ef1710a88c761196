/**
 * Where queries are answered: in a worker where there is one, else in the page. What answers them is a script of its own. Of
 * the index, which stands beside the site's index.html, only what a query needs is loaded.
 */
/**
 * @import { Answer, CategoryChoice, Facets, InLines, Perform, Said, Site, TaskName } from "../resolver/types.js"
 * @import { Lost } from "./meant.js"
 */

const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const RESOLVER = new URL("error-index-resolver.js", script).href;
/** The site's root, from the address of this very script in its `_static` folder. */
export const root = new URL("..", script).href;
const FOLDER = `${root}error-index/`;

/** A page's address: one of another site is whole, others start at the root. @param {string} url */
export const whole = (url) => (/^https?:/.test(url) ? url : root + url);

/** Loads another script of ours into the page. @param {string} address @returns {Promise<void>} */
function loadScript(address) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = () => resolve();
    tag.onerror = () => reject(new Error(`${address} could not be loaded.`));
    document.head.append(tag);
  });
}

/** Loads what only the guide needs; it goes with this very script, so it is asked for by the same version. */
export const loadGuide = () => loadScript(new URL(`error-index-guide.js${new URL(script).search}`, script).href);

/** Answers queries; of those that one asker has waiting only the newest is answered. */
export class Engine {
  constructor() {
    /** @type {Promise<Site> | null} */
    this.started = null;
    /** @type {Worker | null} */
    this.worker = null;
    /** What answers in this page, where there is no worker. @type {Perform | null} */
    this.perform = null;
    /** What waits for the worker. @type {Map<number, {resolve: (result: unknown) => void, reject: (error: Error) => void}>} */
    this.waiting = new Map();
    this.number = 0;
    /** The number of the newest query of each asker. @type {WeakMap<object, number>} */
    this.newest = new WeakMap();
    /** @type {Site | null} */
    this.site = null;
  }

  /** What a page knows of the site, once {@link start} is done. @returns {Site} */
  get known() {
    if (!this.site) throw new Error("The index has not been loaded yet.");
    return this.site;
  }

  /** Loads the root of the index. @returns {Promise<Site>} @throws {Error} where that is not possible; the next call tries again */
  start() {
    this.started ??= this.open().catch((error) => {
      this.started = null;
      throw error;
    });
    return this.started;
  }

  /** @returns {Promise<Site>} */
  async open() {
    if (!this.perform && location.protocol.startsWith("http") && "Worker" in globalThis) {
      try {
        this.startWorker();
        return (this.site = /** @type {Site} */ (await this.send("site", [])));
      } catch {
        this.worker?.terminate();
        this.worker = null;
      }
    }
    if (!this.perform) {
      await loadScript(RESOLVER);
      this.perform = globalThis.ErrorIndex.openIndex(FOLDER);
    }
    return (this.site = /** @type {Site} */ (await this.perform("site", [], () => true)));
  }

  startWorker() {
    const worker = new Worker(RESOLVER);
    this.worker = worker;
    worker.addEventListener("message", (event) => {
      const { number, result, failed } = /** @type {Said} */ (event.data);
      const asker = this.waiting.get(number);
      this.waiting.delete(number);
      if (failed === undefined) asker?.resolve(result);
      else asker?.reject(new Error(failed));
    });
    // An event without a message says that the file did not load; errors inside it leave the worker alive.
    worker.addEventListener("error", (event) => {
      if (event.message) return;
      for (const { reject } of this.waiting.values()) reject(new Error("The worker does not start."));
      this.waiting.clear();
    });
    worker.postMessage({ folder: FOLDER });
  }

  /** @param {TaskName} task @param {unknown[]} data @returns {Promise<unknown>} */
  send(task, data, number = ++this.number) {
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker?.postMessage({ number, task, data });
    });
  }

  /** @param {TaskName} task @param {unknown[]} data @param {() => boolean} wanted @returns {Promise<unknown>} */
  async ask(task, data, wanted = () => true, number = ++this.number) {
    await this.start();
    if (!wanted()) return null;
    return this.perform ? this.perform(task, data, wanted) : this.send(task, data, number);
  }

  /**
   * The answer to a query, or null if a newer query of the same asker came meanwhile.
   * @param {string} text @param {Facets} facets @param {object} asker
   * @returns {Promise<Answer | null>} @throws {Error} where the index cannot be read at all
   */
  async answer(text, facets, asker = this) {
    const number = ++this.number;
    const before = this.newest.get(asker);
    if (before && this.waiting.has(before)) this.worker?.postMessage({ number: before, dropped: true });
    this.newest.set(asker, number);
    const wanted = () => this.newest.get(asker) === number;
    const answer = /** @type {Answer | null} */ (await this.ask("answer", [text, facets], wanted, number));
    return wanted() ? answer : null;
  }

  /** The categories of a service. @param {string} service @returns {Promise<CategoryChoice[]>} */
  async categories(service) {
    return /** @type {CategoryChoice[]} */ (await this.ask("categories", [service]));
  }

  /** The places of those lines of a log that are worth reading, the most telling ones first. @param {string[]} lines */
  async telling(lines) {
    return /** @type {number[]} */ (await this.ask("telling", [lines]));
  }

  /** The codes that each line names. @param {string[]} lines @param {Facets} facets @returns {Promise<InLines>} */
  async lines(lines, facets) {
    return /** @type {InLines} */ (await this.ask("lines", [lines, facets]));
  }

  /** What an address that leads nowhere may mean. @param {string[]} parts of it @returns {Promise<Lost>} */
  async lost(parts) {
    return /** @type {Lost} */ (await this.ask("lost", [parts]));
  }

  /** What an asker has waiting is not answered any more. @param {object} asker */
  forget(asker) {
    this.newest.delete(asker);
  }
}
