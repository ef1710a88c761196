/** Where the script that answers queries ends: it serves a worker, or gives the page what it needs. */
import { Resolver } from "../resolver/resolver.js";
import { digitsOf, distance, isNumber } from "../resolver/spelling.js";
import { fold } from "../resolver/words.js";

/** @import { Choices } from "./engine.js" */

/** @param {Resolver} resolver @returns {Choices} */
function choicesOf(resolver) {
  const { services, index, codes } = resolver;
  const statuses = new Set(codes.flatMap((code) => code[5].flatMap((variant) => variant[1])));
  return {
    services: services.map(([id, title, url]) => ({ id, title, url })),
    categories: index.categories.map(([service, name, title], number) => ({
      id: resolver.categoryId(number),
      service: services[service][0],
      title: title && title !== name ? `${name} – ${title}` : name,
    })),
    statuses: [...statuses].sort((a, b) => a - b),
    addresses: codes.map((code, number) => [`${services[code[0]][0]}/${code[1]}`, resolver.url(number)]),
  };
}

/** The worker's side: it is told the address of the index once, then queries as `{number, text, facets}`. */
function serveQueries() {
  /** @type {Resolver | null} */
  let resolver = null;
  globalThis.ErrorIndex = { ...tools, load: (index) => void (resolver = new Resolver(index)) };
  globalThis.addEventListener("message", ({ data }) => {
    if (data.data) {
      try {
        /** @type {WorkerGlobalScope} */ (/** @type {unknown} */ (globalThis)).importScripts(data.data);
        globalThis.postMessage({ choices: choicesOf(/** @type {Resolver} */ (resolver)) });
      } catch {
        globalThis.postMessage({ failed: true });
      }
    } else {
      globalThis.postMessage({ number: data.number, answer: resolver?.answer(data.text, data.facets) });
    }
  });
}

const tools = { Resolver, choicesOf, digitsOf, distance, fold, isNumber };
if (typeof document === "undefined") serveQueries();
else globalThis.ErrorIndex = { ...globalThis.ErrorIndex, ...tools };
