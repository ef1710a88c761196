/** Where the script that answers queries ends: it serves a worker, or gives the page what does the same. */
import { fetchLoader, scriptLoader } from "./loading.js";
import { findInLines, tellingLines } from "./lines.js";
import { findLost } from "./meant.js";
import { Session } from "./session.js";

/**
 * @import { Answer, Asked, CategoryChoice, Facets, Said, Site } from "../resolver/types.js"
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

/** @param {Session} session @param {keyof Tasks} task @param {unknown[]} data @param {() => boolean} wanted */
function perform(session, task, data, wanted) {
  return session.run((resolver) => /** @type {Task} */ (TASKS[task])(resolver, ...data), wanted);
}

/** The worker's side. */
function serveQueries() {
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

if (typeof document === "undefined") serveQueries();
else {
  globalThis.ErrorIndex.openIndex = (folder) => {
    const session = new Session(scriptLoader(folder));
    return (task, data, wanted) => perform(session, task, data, wanted);
  };
}
