/** Where the script that answers queries ends: it serves a worker, or gives the page what does the same. */
import { fetchLoader, scriptLoader } from "./loading.js";
import { findInLines, tellingLines } from "./lines.js";
import { findLost } from "./meant.js";
import { Session } from "./session.js";

/**
 * @import { Answer, Asked, CategoryChoice, Facets, HubLike, Said, Site } from "../resolver/types.js"
 * @import { Resolver } from "../resolver/resolver.js"
 * @typedef {typeof TASKS} Tasks
 * @typedef {(resolver: Resolver, ...data: unknown[]) => unknown} Task
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
  telling: tellingLines,
  lines: findInLines,
  lost: findLost,
};

/** What answers for one site, and for those that it names. */
class Server {
  /** @param {import("./session.js").Load} load */
  constructor(load) {
    this.own = new Session(load);
    /** @type {HubLike | undefined} */
    this.hub = undefined;
  }

  /** @param {keyof Tasks} task @param {unknown[]} data @param {() => boolean} wanted @returns {Promise<unknown>} */
  async perform(task, data, wanted) {
    const work = /** @type {Task} */ (TASKS[task]);
    const { remotes } = (await this.own.start()).index.root;
    const { openHub } = globalThis.ErrorIndex; // a script of its own behind this one, where a site names others
    if (remotes) this.hub ??= openHub?.(this.own, remotes, (base) => new Session(fetchLoader(`${base}error-index/`)));
    return this.hub ? this.hub.perform(task, data, work, wanted) : this.own.run((resolver) => work(resolver, ...data), wanted);
  }
}

/** The worker's side. */
function serveQueries() {
  /** @type {Server} */
  let server;
  /** @type {Set<number>} */
  const dropped = new Set();
  globalThis.addEventListener("message", async (event) => {
    const { folder, number, task, data, dropped: drops } = /** @type {Asked} */ (event.data);
    if (folder) return void (server = new Server(fetchLoader(folder)));
    if (drops) return void dropped.add(number);
    /** @type {Said} */
    const said = { number };
    try {
      said.result = await server.perform(task, data, () => !dropped.has(number));
    } catch (error) {
      said.failed = String(error);
    }
    dropped.delete(number);
    globalThis.postMessage(said);
  });
}

if (typeof document === "undefined") serveQueries();
else {
  globalThis.ErrorIndex.openIndex = (folder) => {
    const server = new Server(scriptLoader(folder));
    return (task, data, wanted) => server.perform(task, data, wanted);
  };
}
