/** The page at an address that leads nowhere: it recognises a code in the address. */
import { engine, element } from "./options.js";
import { loadResolver, root } from "./engine.js";
import { _ } from "./language.js";

/** @import { ResolverTools } from "../resolver/types.js" */

const LISTED = 5; // codes offered for an address that leads nowhere, of each kind
const UNREADABLE = "\uFFFD"; // stands for a part of an address with a malformed escape

/** What an address below the site's base asks for. @param {string} path @param {string} base */
function asked(path, base) {
  const below = path.startsWith(base) ? path.slice(base.length) : path;
  const parts = below.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return UNREADABLE;
    }
  });
  const kept = parts.filter(Boolean).map((part) => part.replace(/\.html?$/i, ""));
  return kept.at(-1)?.toLowerCase() === "index" ? kept.slice(0, -1) : kept;
}

/**
 * The page that an address means if its case, its suffix and stray characters at its end do not count.
 * @param {string[]} parts @param {[string, string][]} addresses
 */
function meant(parts, addresses) {
  const above = parts.slice(0, -1);
  const last = parts.at(-1) ?? "";
  const plain = last.replace(/[^A-Za-z0-9_-]+$/, "").replace(/\.html?$/i, "");
  for (const form of [last, plain]) {
    const wanted = [...above, form].join("/").toLowerCase();
    const found = addresses.find(([, url]) => url.replace(/(\.html|\/)$/, "").toLowerCase() === wanted);
    if (found) return found[1];
  }
  return null;
}

/**
 * Codes spelled much like a name, nearest first: those of the service that the address names; if it has none, those of all
 * others. Digits must agree, except in codes that are numbers, where a slip is forgiven within the service.
 * @param {string} name @param {string | undefined} service @param {[string, string][]} addresses
 * @param {ResolverTools} tools @returns {[string, string][]}
 */
function spelledLike(name, service, addresses, { fold, digitsOf, distance, isNumber }) {
  const wanted = fold(name);
  const most = wanted.length < 4 ? 0 : wanted.length < 10 ? 1 : 2;
  const digits = digitsOf(wanted).join();
  /** @type {Array<{cost: number, own: boolean, entry: [string, string]}>} */
  const near = [];
  for (const entry of addresses) {
    const at = entry[0].indexOf("/");
    const other = fold(entry[0].slice(at + 1));
    const own = entry[0].slice(0, at) === service;
    const slip = own && isNumber(wanted) && isNumber(other);
    if (!slip && digitsOf(other).join() !== digits) continue;
    const cost = distance(wanted, other, most);
    if (cost <= most) near.push({ cost, own, entry });
  }
  const ours = near.some(({ own }) => own);
  const kept = near.filter(({ own }) => own === ours).sort((a, b) => a.cost - b.cost);
  return kept.slice(0, LISTED).map(({ entry }) => entry);
}

/**
 * What may have been meant by a name: ids, addresses and titles, the likeliest first; null if a newer query came.
 * @param {string} name @param {string | undefined} service @param {[string, string][]} addresses @param {ResolverTools} tools
 * @returns {Promise<Array<[string, string, string]> | null>}
 */
async function nearCodes(name, service, addresses, tools) {
  if (name === UNREADABLE) return [];
  const first = await engine.answer(name, { service, limit: LISTED });
  if (!first) return null;
  const answer = !first.matches.length && service ? await engine.answer(name, { limit: LISTED }) : first;
  if (!answer) return null;
  const urls = new Map(addresses);
  const titles = new Map(answer.matches.map((match) => [match.id, match.title]));
  const ids = spelledLike(name, service, addresses, tools).map(([id]) => id);
  const all = new Set([...ids, ...titles.keys(), ...(first.family?.codes ?? [])]);
  return [...all].map((id) => [id.replace("/", " "), urls.get(id) ?? "", titles.get(id) ?? ""]);
}

/** @param {HTMLElement} page */
export async function helpLost(page) {
  const parts = asked(location.pathname, page.dataset.errBase ?? "/");
  const last = parts.at(-1);
  if (!last) return;
  const [{ services, addresses }, tools] = await Promise.all([engine.start(), loadResolver()]);
  const { fold } = tools;
  const there = meant(parts, addresses);
  if (there && new URL(root + there).pathname !== location.pathname) {
    return void location.replace(root + there + location.search + location.hash);
  }
  const named = (/** @type {string} */ part) => services.find((item) => fold(part) === fold(item.id));
  const service = parts.slice(0, -1).map(named).find(Boolean);
  const home = service ? undefined : named(last);
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input.err-search-input"));
  if (input && !input.value && !home && last !== UNREADABLE) input.value = last;
  const near = home ? [[home.title, home.url, ""]] : await nearCodes(last, service?.id, addresses, tools);
  if (!near) return;
  const said = element("p", { class: "err-lost" }, _("You asked for:"), " ", element("code", {}, last));
  if (service) said.append(" (", element("a", { href: root + service.url }, service.title), ")");
  said.append(". ", near.length ? _("Perhaps you meant:") : _("No code is like it."));
  const list = element("ul", { class: "err-near" });
  for (const [name, url, title] of near) {
    list.append(element("li", {}, element("a", { href: root + url }, name), title ? ` ${title}` : ""));
  }
  page.append(said);
  if (near.length) page.append(list);
}
