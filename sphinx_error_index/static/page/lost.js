/** The page at an address that leads nowhere: it recognises a code in the address. */
import { engine, element } from "./options.js";
import { root } from "./engine.js";
import { _ } from "./language.js";

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

/** @param {HTMLElement} page */
export async function helpLost(page) {
  const parts = asked(location.pathname, page.dataset.errBase ?? "/");
  const last = parts.at(-1);
  if (!last) return;
  const { there, service, home, near } = await engine.lost(last === UNREADABLE ? [...parts.slice(0, -1), ""] : parts);
  if (there && new URL(root + there).pathname !== location.pathname) {
    return void location.replace(root + there + location.search + location.hash);
  }
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input.err-search-input"));
  if (input && !input.value && !home && last !== UNREADABLE) input.value = last;
  const said = element("p", { class: "err-lost" }, _("You asked for:"), " ", element("code", {}, last));
  if (service) said.append(" (", element("a", { href: root + service.url }, service.title), ")");
  said.append(". ", near.length ? _("Perhaps you meant:") : _("No code is like it."));
  const list = element("ul", { class: "err-near" });
  for (const { name, url, title } of near) {
    list.append(element("li", {}, element("a", { href: root + url }, name), title ? ` ${title}` : ""));
  }
  page.append(said);
  if (near.length) page.append(list);
}
