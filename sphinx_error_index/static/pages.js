/** Small helpers of the other pages: copy a link, open the variant asked for, recognise a code on the 404 page. */
(() => {
  "use strict";
  if (typeof document === "undefined") return;
  const { engine, element, root, fold } = globalThis.ErrorIndex;

  const SAID = 2000; // milliseconds for which a button says "Copied"

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

  /** `?status=504` on a code's page: the variant with that status. */
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
        return part;
      }
    });
    const kept = parts.filter(Boolean).map((part) => part.replace(/\.html?$/i, ""));
    return kept.at(-1)?.toLowerCase() === "index" ? kept.slice(0, -1) : kept;
  }

  /**
   * The page that an address means but for the case of its letters, its suffix and what is glued to its end.
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
    const service = services.find((/** @type {any} */ item) => parts.slice(0, -1).some((part) => fold(part) === fold(item.id)));
    const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input[name=q]"));
    if (input && !input.value) input.value = last;
    let answer = await engine.answer(last, { service: service?.id, limit: 5 });
    if (answer && !answer.matches.length && service) answer = { ...(await engine.answer(last, { limit: 5 })), family: answer.family };
    if (!answer) return;
    const urls = new Map(addresses);
    const near = answer.matches.map((/** @type {any} */ match) => [match.id, match.url, match.title]);
    for (const id of answer.family?.codes ?? []) near.push([id, urls.get(id), ""]);
    const said = element("p", { class: "err-lost" }, "You asked for ", element("code", {}, last));
    if (service) said.append(" of ", element("a", { href: root + service.url }, service.title));
    said.append(near.length ? ". Perhaps you meant:" : ". No code is like it.");
    const list = element("ul", { class: "err-near" });
    for (const [id, url, title] of near) {
      list.append(element("li", {}, element("a", { href: root + url }, id.replace("/", " ")), title ? ` ${title}` : ""));
    }
    page.append(said);
    if (near.length) page.append(list);
  }

  function start() {
    for (const button of document.querySelectorAll("button.err-copy[data-err-copy]")) copying(/** @type {HTMLButtonElement} */ (button));
    openVariant();
    const lost = document.getElementById("err-404");
    if (lost) void helpLost(lost).catch(() => {});
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
