/**
 * Reads an index as far as queries need it: what a query misses is loaded, in parallel, and the query runs again. Python's
 * `store.py` waits for its files instead.
 */
import { Resolver } from "../resolver/resolver.js";
import { Missing, SCHEMA, Store } from "../resolver/store.js";

/**
 * @import { Root } from "../resolver/types.js"
 * Loads the file at a path below the folder of the index, whose call must have the given name.
 * @typedef {(path: string, name: string) => Promise<unknown>} Load
 */

const FILES_A_FOLDER = 1000;
const ROUNDS = 40; // of loading, many more than a query needs
/** What the value of a file is, by its family; all others are objects. @type {Record<string, (value: unknown) => boolean>} */
const KINDS = { r: Array.isArray, d: Array.isArray, a: Array.isArray, f: (value) => typeof value === "string" };

/** The path of a file below the folder of the index. @param {string} name such as `3f…c1/t/207` */
export function pathOf(name) {
  const [digest, family, number] = name.split("/");
  return `${digest}/${family}/${Math.floor(Number(number) / FILES_A_FOLDER)}/${number}.js`;
}

/** @param {string} name @param {unknown} value */
function isWhole(name, value) {
  const kind = KINDS[name.split("/")[1]] ?? ((other) => !Array.isArray(other));
  return value !== null && (typeof value === "object" || typeof value === "string") && kind(value);
}

/** The files of one index, kept as long as the page is open. */
export class Session {
  /** @param {Load} load */
  constructor(load) {
    this.load = load;
    /** @type {Map<string, Promise<void>>} */
    this.loading = new Map();
    /** @type {Promise<Resolver> | null} */
    this.started = null;
  }

  /** Loads the root, unless it is there. @returns {Promise<Resolver>} @throws {Error} where there is none that can be read */
  start() {
    this.started ??= this.first().catch((error) => {
      this.started = null; // the next query tries again
      throw error;
    });
    return this.started;
  }

  async first() {
    const resolver = await this.open("root.js");
    const { store } = resolver;
    this.fetch(store.name("q", 0), store); // any query but a code needs it, and by then it will be here
    return resolver;
  }

  /** @param {string} path */
  async open(path) {
    const root = /** @type {Root} */ (await this.load(path, "root"));
    if (!(root?.schema <= SCHEMA)) throw new Error(`The index has the format ${root?.schema}; this page reads ${SCHEMA}.`);
    return new Resolver(new Store(root));
  }

  /**
   * What some work with the resolver gives, after all that it misses was loaded.
   * @template T @param {(resolver: Resolver) => T} work @param {() => boolean} wanted whether its result still matters
   * @returns {Promise<T | null>} null if it is not wanted any more
   */
  async run(work, wanted = () => true) {
    let resolver = await this.start();
    resolver.index.retry();
    for (let round = 0; wanted(); round++) {
      try {
        return work(resolver);
      } catch (error) {
        if (!(error instanceof Missing) || round > ROUNDS) throw error;
        await Promise.all(error.names.map((name) => this.fetch(name, resolver.store)));
        if (error.names.some((name) => !resolver.store.files.get(name))) resolver = await this.renewed(resolver);
      }
    }
    return null;
  }

  /** @param {string} name @param {Store} store */
  fetch(name, store) {
    let loading = this.loading.get(name);
    if (!loading) {
      loading = this.load(pathOf(name), name)
        .then((value) => void store.files.set(name, isWhole(name, value) ? /** @type {object} */ (value) : null))
        .catch(() => void store.files.set(name, null))
        .finally(() => this.loading.delete(name));
      this.loading.set(name, loading);
    }
    return loading;
  }

  /** The resolver of the index that is there now, if a new one has replaced the one that was read. @param {Resolver} old */
  async renewed(old) {
    try {
      const fresh = await this.open(`root.js?${Date.now()}`);
      if (fresh.store.root.digest === old.store.root.digest) return old;
      this.started = Promise.resolve(fresh);
      return fresh;
    } catch {
      return old;
    }
  }
}
