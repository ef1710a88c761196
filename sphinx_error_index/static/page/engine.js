/**
 * Where queries are answered: in a worker where there is one, else in the page. The index is loaded once, when first
 * needed, as a script beside the site's index.html, so that a site opened from disk works too.
 */
(() => {
  "use strict";
  const space = (globalThis.ErrorIndex ??= {});
  const DATA = "error-index-data.js";

  /** What a page needs to know to offer facets. @param {any} resolver */
  function facetsOf(resolver) {
    const { services, index, codes } = resolver;
    const statuses = new Set(codes.flatMap((/** @type {any[]} */ code) => code[5].flatMap((/** @type {any[]} */ variant) => variant[1])));
    return {
      services: services.map((/** @type {string[]} */ [id, title, url]) => ({ id, title, url })),
      categories: index.categories.map((/** @type {any[]} */ [service, name, title], /** @type {number} */ number) => ({
        id: resolver.categoryId(number),
        service: services[service][0],
        title: title && title !== name ? `${name} – ${title}` : name,
      })),
      statuses: [...statuses].sort((a, b) => a - b),
      addresses: codes.map((/** @type {any[]} */ code, /** @type {number} */ number) => [`${services[code[0]][0]}/${code[1]}`, resolver.url(number)]),
    };
  }

  if (typeof document === "undefined") {
    // The worker: messages are {data} once, then {number, text, facets}.
    /** @type {any} */
    let resolver = null;
    space.load = (/** @type {any} */ index) => (resolver = new space.Resolver(index));
    globalThis.addEventListener("message", ({ data }) => {
      if (data.data) {
        try {
          /** @type {any} */ (globalThis).importScripts(data.data);
          globalThis.postMessage({ facets: facetsOf(resolver) });
        } catch {
          globalThis.postMessage({ failed: true });
        }
      } else {
        globalThis.postMessage({ number: data.number, answer: resolver.answer(data.text, data.facets) });
      }
    });
    return;
  }

  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** The site's root, from the address of this very script in its `_static` folder. */
  const root = new URL("..", script).href;

  /** Answers queries one at a time; of those that one asker has waiting only the newest is answered. */
  class Engine {
    constructor() {
      /** @type {Promise<any> | null} */
      this.started = null;
      /** @type {Worker | null} */
      this.worker = null;
      /** @type {Map<number, (answer: any) => void>} */
      this.waiting = new Map();
      this.number = 0;
      /** The number of the newest query of each asker. @type {WeakMap<object, number>} */
      this.newest = new WeakMap();
      this.facets = null;
      /** @type {any} */
      this.resolver = null;
    }

    /** Loads the index; resolves to the facets. @returns {Promise<any>} */
    start() {
      this.started ??= (location.protocol.startsWith("http") && "Worker" in globalThis ? this.startWorker() : this.startHere()).then(
        (facets) => (this.facets = facets),
      );
      return this.started;
    }

    /** @returns {Promise<any>} */
    startWorker() {
      return new Promise((resolve, reject) => {
        const worker = new Worker(script);
        worker.addEventListener("message", ({ data }) => {
          if (data.failed) {
            reject(new Error("The worker could not load the index."));
          } else if (data.facets) {
            this.worker = worker;
            resolve(data.facets);
          } else {
            this.waiting.get(data.number)?.(data.answer);
            this.waiting.delete(data.number);
          }
        });
        // An error of another script in the same file does not matter; that the file does not load at all does.
        worker.addEventListener("error", (event) => event.message || reject(event));
        worker.postMessage({ data: root + DATA });
      }).catch(() => this.startHere());
    }

    /** @returns {Promise<any>} */
    startHere() {
      return new Promise((resolve, reject) => {
        space.load = (/** @type {any} */ index) => {
          this.resolver = new space.Resolver(index);
          resolve(facetsOf(this.resolver));
        };
        const tag = document.createElement("script");
        tag.src = root + DATA;
        tag.onerror = () => reject(new Error("The search index could not be loaded."));
        document.head.append(tag);
      });
    }

    /**
     * The answer to a query, or null if a newer query of the same asker came meanwhile.
     * @param {string} text @param {any} facets @param {object} asker
     * @returns {Promise<any>}
     */
    async answer(text, facets, asker = this) {
      const number = ++this.number;
      this.newest.set(asker, number);
      await this.start();
      if (number !== this.newest.get(asker)) return null;
      if (!this.worker) return this.resolver.answer(text, facets);
      const answer = await new Promise((resolve) => {
        this.waiting.set(number, resolve);
        /** @type {Worker} */ (this.worker).postMessage({ number, text, facets });
      });
      return number === this.newest.get(asker) ? answer : null;
    }

    /** What an asker has waiting is not answered any more. @param {object} asker */
    forget(asker) {
      this.newest.delete(asker);
    }
  }

  Object.assign(space, { Engine, root });
})();
