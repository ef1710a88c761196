/** What an address that leads nowhere may have meant. Only the browser needs this: for the page 404.html. */
import { misspelt, wantMisspelt } from "../resolver/misspelt.js";
import { distance, isNumber } from "../resolver/spelling.js";
import { fold } from "../resolver/words.js";

/**
 * @import { Code, Index } from "../resolver/index.js"
 * @import { ServiceChoice } from "../resolver/types.js"
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
  store.want("c", forms.map((form) => `c:${fold(form)}`));
  const codes = forms.flatMap((form) => index.spelled(fold(form)).codes);
  const wanted = forms.map((form) => [...above, form].join("/").toLowerCase());
  return linked(index, codes).find(({ url }) => wanted.includes(bare(url)))?.url ?? "";
}

/** Names, addresses and titles of codes, as far as their rows can be read. @param {Index} index @param {Code[]} codes @returns {Near[]} */
function linked(index, codes) {
  index.wantPages(codes.map(({ number }) => number));
  return codes.flatMap(({ number, spelling }) => {
    const page = index.page(number);
    const service = index.services[index.service(number)].id;
    const said = page?.meanings[0].sentences.find(({ field }) => field === "message");
    return page ? [{ name: `${service} ${spelling}`, url: index.url(number, page), title: page.title || said?.text || "" }] : [];
  });
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
 * @param {Resolver} resolver @param {string} name @param {number} service its number, -1 if none is named @returns {Near[]}
 */
function spelledLike({ index, store }, name, service) {
  const folded = fold(name);
  const numbers = isNumber(folded) && folded.length > 3 && service >= 0 ? slips(folded) : [];
  store.want("c", [folded, ...numbers].map((other) => `c:${other}`));
  wantMisspelt(index, [folded]);
  const own = (/** @type {Code} */ { number }) => index.service(number) === service;
  const near = [
    ...index.spelled(folded).codes,
    ...numbers.flatMap((other) => index.spelled(other).codes.filter(own)),
    ...misspelt(index, folded),
  ];
  const ours = near.filter(own);
  const cost = (/** @type {Code} */ code) => distance(folded, code.folded, 2);
  const kept = (ours.length ? ours : near).sort((a, b) => cost(a) - cost(b) || a.number - b.number);
  return linked(index, kept.slice(0, LISTED));
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
  const family = first.family?.codes.map((id, place) => ({ name: id.replace("/", " "), url: first.family?.addresses[place] ?? "", title: "" }));
  const all = [
    ...spelledLike(resolver, last, at),
    ...matches.map(({ id, url, title, message }) => ({ name: id.replace("/", " "), url, title: title || message })),
    ...(family ?? []),
  ];
  const near = all.filter(({ url }, place) => all.findIndex((other) => other.url === url) === place);
  return { there, service, home: false, near };
}
