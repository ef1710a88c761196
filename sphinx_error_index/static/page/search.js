/**
 * The theme's own search: Sphinx's index knows neither words of digits nor our pages, so the codes that a query names are
 * shown above its results.
 */
(() => {
  "use strict";
  if (typeof document === "undefined") return;
  const { engine, element, root } = globalThis.ErrorIndex;

  const MOST = 5; // codes above the other results

  async function start() {
    const results = document.getElementById("search-results");
    const query = new URLSearchParams(location.search).get("q")?.trim();
    if (!results || !query) return;
    const answer = await engine.answer(query, { limit: MOST });
    const matches = (answer?.matches ?? []).filter((/** @type {any} */ match) => match.confidence !== "weak");
    if (!matches.length) return;
    const list = element("ul", { class: "err-cards" });
    for (const match of matches) {
      const link = element("a", { href: root + match.url }, `${match.code} ${match.title}`.trim());
      const item = element("li", {}, element("p", {}, element("strong", {}, link), " ", element("span", { class: "err-count" }, match.service)));
      if (match.gone) item.append(element("p", { class: "err-gone" }, "No longer documented"));
      if (match.text) item.append(element("p", {}, match.text));
      list.append(item);
    }
    results.before(element("section", { class: "err-search-codes", "aria-label": "Error codes" }, element("h2", {}, "Error codes"), list));
  }

  const begin = () => void start().catch(() => {});
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
