/**
 * The theme's own search: Sphinx's index knows neither words of digits nor our pages, so the codes that a query names are
 * shown above its results.
 */
import { whole } from "./engine.js";
import { _ } from "./language.js";
import { element, engine } from "./options.js";

const MOST = 5; // codes above the other results

async function showCodes() {
  const results = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!results || !query) return;
  const answer = await engine.answer(query, { limit: MOST });
  const matches = (answer?.matches ?? []).filter((match) => match.confidence !== "weak");
  if (!matches.length) return;
  const list = element("ul", { class: "err-cards" });
  for (const match of matches) {
    const link = element("a", { href: whole(match.url) }, `${match.code} ${match.title}`.trim());
    const item = element("li", {}, element("p", {}, element("strong", {}, link), " ", element("span", { class: "err-count" }, match.service)));
    if (match.gone) item.append(element("p", { class: "err-gone" }, _("No longer documented")));
    if (match.text) item.append(element("p", {}, match.text));
    list.append(item);
  }
  results.before(element("section", { class: "err-search-codes", "aria-label": _("Error codes") }, element("h2", {}, _("Error codes")), list));
}

/** Shows the codes that the page's query names; where the index cannot be had the page stays as it is. */
export function startSearch() {
  void showCodes().catch(() => {});
}
