/** What an address that leads nowhere may have meant. Only the browser needs this: for the page 404.html. */
import { distance, isNumber } from "../resolver/spelling.js";
import { fold } from "../resolver/words.js";

/**
 * @import { Page, ServiceChoice } from "../resolver/types.js"
 * @import { Resolver } from "../resolver/resolver.js"
 * @typedef {{name: string, url: string, title: string}} Near
 * There is the page that the address means beyond doubt, "" if there is none; near are pages that it may mean, the likeliest
 * first. Home says that it names a service and nothing else.
 * @typedef {{there: string, service?: ServiceChoice, home: boolean, near: Near[]}} Lost
 */

const LISTED = 5; // codes offered of each kind: answers to the name as a query, codes spelled like it

/** An address without its suffix. @param {string} url */
const bare = (url) => url.replace(/(\.html?|\/)$/i, "").toLowerCase();

/**
 * The page that an address means if its case, its suffix and stray characters at its end do not count; "" if there is none.
 * @param {Resolver} resolver @param {string[]} parts
 */
function meant({ index, store }, parts) {
  const above = parts.slice(0, -1);
  const last = parts.at(-1) ?? "";
  const forms = [last, bare(last.replace(/[^A-Za-z0-9_-]+$/, ""))];
  const keys = forms.map((form) => `c:${fold(form)}`);
  store.want("c", keys);
  const codes = keys.flatMap((key) => index.codes(store.get("c", key)?.c));
  const wanted = forms.map((form) => [...above, form].join("/").toLowerCase());
  return index.pages(codes).find(({ url }) => wanted.includes(bare(url)))?.url ?? "";
}

/** The numbers that a number is but for one slip: a digit too many, another one, two swapped. @param {string} number */
function slips(number) {
  const found = new Set();
  for (let at = 0; at < number.length; at++) {
    const [before, after] = [number.slice(0, at), number.slice(at + 1)];
    found.add(before + after);
    for (let digit = 0; digit < 10; digit++) found.add(before + digit + after);
    if (after) found.add(before + after[0] + number[at] + after.slice(1));
  }
  return [...found].filter((other) => other !== number);
}

/**
 * Codes spelled like a name, nearest first: those of the service that the address names; if it has none, those of all others.
 * @param {Resolver} resolver @param {string} name @param {number} service its number, -1 if none is named @returns {Page[]}
 */
function spelledLike({ index, store, book }, name, service) {
  const folded = fold(name);
  const numbers = isNumber(folded) && folded.length > 3 && service >= 0 ? slips(folded) : [];
  const keys = [folded, ...numbers].map((key) => `c:${key}`);
  store.want("c", keys);
  const own = (/** @type {number} */ code) => index.serviceOf(code) === service;
  const found = keys.flatMap((key, at) => index.codes(store.get("c", key)?.c).filter(({ number }) => !at || own(number)));
  const codes = [...found, ...book.misspelt(folded)];
  const near = codes.map((code) => ({ code, cost: distance(folded, fold(code.spelling), 2) }));
  const ours = near.filter(({ code }) => own(code.number));
  const kept = (ours.length ? ours : near).sort((a, b) => a.cost - b.cost || a.code.number - b.code.number);
  return index.pages(kept.slice(0, LISTED).map(({ code }) => code));
}

/** What an address that leads nowhere may mean. @param {Resolver} resolver @param {string[]} parts of it; the last is "" if it cannot be read @returns {Lost} */
export function findLost(resolver, parts) {
  const { services } = resolver.index;
  const last = parts.at(-1) ?? "";
  const named = (/** @type {string} */ part) => services.findIndex(({ id }) => fold(part) === fold(id));
  const at = parts.slice(0, -1).map(named).find((number) => number >= 0) ?? -1;
  const service = services[at];
  const home = at < 0 && last ? services[named(last)] : undefined;
  const there = last ? meant(resolver, parts) : "";
  if (there || !last) return { there, service, home: false, near: [] };
  if (home) return { there, service, home: true, near: [{ name: home.title, url: home.url, title: "" }] };
  const first = resolver.answer(last, { service: service?.id, limit: LISTED });
  const { matches } = first.matches.length || !service ? first : resolver.answer(last, { limit: LISTED });
  /** @type {Map<string, Near>} */
  const near = new Map();
  for (const { id, url, title } of [...spelledLike(resolver, last, at), ...matches]) {
    if (!near.has(id)) near.set(id, { name: id.replace("/", " "), url, title });
  }
  first.family?.codes.forEach((id, place) => {
    if (!near.has(id)) near.set(id, { name: id.replace("/", " "), url: first.family?.addresses[place] ?? "", title: "" });
  });
  return { there, service, home: false, near: [...near.values()] };
}
