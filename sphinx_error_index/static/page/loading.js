/** How the files of the index come into a page or a worker. */

/** @import { Load } from "./session.js" */

/**
 * Loads files by adding scripts to the page, which works from disk, too.
 * @param {string} folder address of the index @returns {Load}
 */
export function scriptLoader(folder) {
  /** @type {Map<string, unknown>} */
  const arrived = new Map();
  globalThis.ei = (name, value) => void arrived.set(name, value);
  return (path, name) =>
    new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = folder + path;
      tag.onload = () => {
        tag.remove();
        if (!arrived.has(name)) return reject(new Error(`${path} is cut off, or of another index.`));
        resolve(arrived.get(name));
        arrived.delete(name);
      };
      tag.onerror = () => {
        tag.remove();
        reject(new Error(`${path} could not be loaded.`));
      };
      document.head.append(tag);
    });
}

/**
 * Loads files in a worker. The root is asked for anew each time, so that no cache keeps an old one.
 * @param {string} folder address of the index @returns {Load}
 */
export function fetchLoader(folder) {
  return async (path, name) => {
    const response = await fetch(folder + path, { cache: name === "root" ? "no-cache" : "default" });
    if (!response.ok) throw new Error(`${path} could not be loaded: ${response.status}.`);
    return contentOf(await response.text(), name);
  };
}

/** What a file of the index holds. @param {string} text @param {string} name @returns {unknown} @throws {Error} where it is not that file */
export function contentOf(text, name) {
  const call = `ei(${JSON.stringify(name)},`;
  if (!text.startsWith(call) || !text.endsWith(");\n")) throw new Error(`This is not ${name}.`);
  return JSON.parse(text.slice(call.length, -3));
}
