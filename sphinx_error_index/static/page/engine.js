/**
 * Where queries are answered: in a worker where there is one, else in the page. Of the index, which stands beside the site's
 * index.html, only what a query needs is loaded.
 */
import { findLost } from "./lost.js";
import { Session } from "./session.js";
import { fetchLoader, scriptLoader } from "./loading.js";

/**
 * @import { Answer, CategoryChoice, Facets, ServiceChoice } from "../resolver/types.js"
 * @import { Resolver } from "../resolver/resolver.js"
 * What a page knows of the site as soon as the root of the index is there.
 * @typedef {{services: ServiceChoice[], statuses: number[]}} Site
 * @typedef {typeof TASKS} Tasks
 * @typedef {(resolver: Resolver, ...data: unknown[]) => unknown} Task
 * What a page tells the worker: where the index is; then what it asks, and what it does not want to know any more.
 * @typedef {{folder?: string, number: number, task: keyof Tasks, data: unknown[], dropped?: boolean}} Asked
 * @typedef {{number: number, result?: unknown, failed?: string}} Said
 */

/** What a resolver can be asked. */
const TASKS = {
  /** @param {Resolver} resolver @returns {Site} */
  site: ({ index }) => ({
    services: index.services.map(({ id, title, url }) => ({ id, title, url })),
    statuses: index.root.statuses,
  }),
  /** @param {Resolver} resolver @param {string} text @param {Facets} facets @returns {Answer} */
  answer: (resolver, text, facets) => resolver.answer(text, facets),
  /** @param {Resolver} resolver @param {string} service @returns {CategoryChoice[]} */
  categories: (resolver, service) => resolver.categories(service),
  lost: findLost,
};

/** @param {Session} session @param {keyof Tasks} task @param {unknown[]} data @param {() => boolean} wanted */
function perform(session, task, data, wanted) {
  return session.run((resolver) => /** @type {Task} */ (TASKS[task])(resolver, ...data), wanted);
}

/** The worker's side. */
export function serveQueries() {
  /** @type {Session} */
  let session;
  /** @type {Set<number>} */
  const dropped = new Set();
  globalThis.addEventListener("message", async (event) => {
    const { folder, number, task, data, dropped: drops } = /** @type {Asked} */ (event.data);
    if (folder) return void (session = new Session(fetchLoader(folder)));
    if (drops) return void dropped.add(number);
    /** @type {Said} */
    const said = { number };
    try {
      said.result = await perform(session, task, data, () => !dropped.has(number));
    } catch (error) {
      said.failed = String(error);
    }
    dropped.delete(number);
    globalThis.postMessage(said);
  });
}

const script =
  typeof document === "undefined" ? "" : /** @type {HTMLScriptElement} */ (document.currentScript).src;
/** The site's root, from the address of this very script in its `_static` folder. */
export const root = script && new URL("..", script).href;
const FOLDER = `${root}error-index/`;

/** Answers queries; of those that one asker has waiting only the newest is answered. */
export class Engine {
  constructor() {
    /** @type {Promise<Site> | null} */
    this.started = null;
    /** @type {Worker | null} */
    this.worker = null;
    /** The session of this page, where there is no worker. @type {Session | null} */
    this.session = null;
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
    if (!this.session && location.protocol.startsWith("http") && "Worker" in globalThis) {
      try {
        this.startWorker();
        return (this.site = /** @type {Site} */ (await this.send("site", [])));
      } catch {
        this.worker?.terminate();
        this.worker = null;
      }
    }
    this.session ??= new Session(scriptLoader(FOLDER));
    return (this.site = TASKS.site(await this.session.start()));
  }

  startWorker() {
    const worker = new Worker(script);
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

  /** @param {keyof Tasks} task @param {unknown[]} data @returns {Promise<unknown>} */
  send(task, data, number = ++this.number) {
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker?.postMessage({ number, task, data });
    });
  }

  /** @param {keyof Tasks} task @param {unknown[]} data @param {() => boolean} wanted @returns {Promise<unknown>} */
  async ask(task, data, wanted = () => true, number = ++this.number) {
    await this.start();
    if (!wanted()) return null;
    return this.session ? perform(this.session, task, data, wanted) : this.send(task, data, number);
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

  /** What an address that leads nowhere may mean. @param {string[]} parts of it @returns {Promise<ReturnType<Tasks["lost"]>>} */
  async lost(parts) {
    return /** @type {ReturnType<Tasks["lost"]>} */ (await this.ask("lost", [parts]));
  }

  /** What an asker has waiting is not answered any more. @param {object} asker */
  forget(asker) {
    this.newest.delete(asker);
  }
}
