/** Small helpers of the other pages: copy a link, open the variant asked for, recognise a code on the 404 page. */
import { root } from "./engine.js";
import { element, engine } from "./options.js";
import { digitsOf, distance, isNumber } from "../resolver/spelling.js";
import { fold } from "../resolver/words.js";

const SAID = 2000; // milliseconds for which a button says "Copied"
const LISTED = 5; // codes offered for an address that leads nowhere, of each kind
const UNREADABLE = "\uFFFD"; // stands for a part of an address with a malformed escape

/** The address of this page without query, as search engines and people should see it. */
function ownAddress() {
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  return new URL(canonical?.href ?? location.href.replace(/[?#].*$/s, "")).href;
}

/** Copies where the clipboard is not to be had, such as on pages from disk. @param {string} text */
function copyOldWay(text) {
  const area = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "err-hidden", readonly: "" }));
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** @param {HTMLButtonElement} button */
function copying(button) {
  const live = element("span", { class: "err-hidden", role: "status" });
  button.after(live);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const fragment = (button.dataset.errCopy ?? "").replace(/^#/, "");
    const address = ownAddress() + (fragment ? `#${fragment}` : "");
    let copied = false;
    try {
      await navigator.clipboard.writeText(address);
      copied = true;
    } catch {
      copied = copyOldWay(address);
      button.focus();
    }
    if (!copied) return void window.prompt("Copy this link:", address);
    button.classList.add("err-copied");
    live.textContent = "Copied";
    setTimeout(() => {
      button.classList.remove("err-copied");
      live.textContent = "";
    }, SAID);
  });
}

/** Opens and shows the variant that `?status=504` asks for. */
function openVariant() {
  const status = new URLSearchParams(location.search).get("status");
  if (!status || !/^[0-9]+$/.test(status) || location.hash) return;
  const variant = /** @type {HTMLElement | null} */ (document.querySelector(`section.err-variant[data-err-status~="${status}"]`));
  if (!variant) return;
  for (const details of [variant.closest("details"), variant.querySelector("details")]) if (details) details.open = true;
  variant.classList.add("err-asked");
  variant.scrollIntoView({ behavior: "instant" });
}

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
 * @param {string} name @param {string | undefined} service @param {[string, string][]} addresses @returns {[string, string][]}
 */
function spelledLike(name, service, addresses) {
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
 * @param {string} name @param {string | undefined} service @param {[string, string][]} addresses
 * @returns {Promise<Array<[string, string, string]> | null>}
 */
async function nearCodes(name, service, addresses) {
  if (name === UNREADABLE) return [];
  const first = await engine.answer(name, { service, limit: LISTED });
  if (!first) return null;
  const answer = !first.matches.length && service ? await engine.answer(name, { limit: LISTED }) : first;
  if (!answer) return null;
  const urls = new Map(addresses);
  const titles = new Map(answer.matches.map((match) => [match.id, match.title]));
  const ids = spelledLike(name, service, addresses).map(([id]) => id);
  const all = new Set([...ids, ...titles.keys(), ...(first.family?.codes ?? [])]);
  return [...all].map((id) => [id.replace("/", " "), urls.get(id) ?? "", titles.get(id) ?? ""]);
}

/** @param {HTMLElement} page */
async function helpLost(page) {
  const parts = asked(location.pathname, page.dataset.errBase ?? "/");
  const last = parts.at(-1);
  if (!last) return;
  const { services, addresses } = await engine.start();
  const there = meant(parts, addresses);
  if (there && new URL(root + there).pathname !== location.pathname) {
    return void location.replace(root + there + location.search + location.hash);
  }
  const named = (/** @type {string} */ part) => services.find((item) => fold(part) === fold(item.id));
  const service = parts.slice(0, -1).map(named).find(Boolean);
  const home = service ? undefined : named(last);
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input[name=q]"));
  if (input && !input.value && !home && last !== UNREADABLE) input.value = last;
  const near = home ? [[home.title, home.url, ""]] : await nearCodes(last, service?.id, addresses);
  if (!near) return;
  const said = element("p", { class: "err-lost" }, "You asked for ", element("code", {}, last));
  if (service) said.append(" of ", element("a", { href: root + service.url }, service.title));
  said.append(near.length ? ". Perhaps you meant:" : ". No code is like it.");
  const list = element("ul", { class: "err-near" });
  for (const [name, url, title] of near) {
    list.append(element("li", {}, element("a", { href: root + url }, name), title ? ` ${title}` : ""));
  }
  page.append(said);
  if (near.length) page.append(list);
}

/** Sets up what a page has: buttons that copy, the variant asked for, help with a lost address. */
export function startPages() {
  for (const button of document.querySelectorAll("button.err-copy[data-err-copy]")) copying(/** @type {HTMLButtonElement} */ (button));
  openVariant();
  const lost = document.getElementById("err-404");
  if (lost) void helpLost(lost).catch(() => {});
}

